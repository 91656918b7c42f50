//! GOV.UK components as typed Rust; knows nothing of Onedoor.
//!
//! Each component is a value built by `new` and setters and rendered by [`maud`]. Text is escaped; markup is taken as it is, and only
//! [`maud::Markup`] is markup. What each renders is what its official fixtures say: `tests/fixtures.rs` compares them all.
//!
//! ```
//! use govuk::{Button, ButtonKind};
//!
//! let page = maud::html! { form method="post" { (Button::new("Close case").kind(ButtonKind::Warning)) } };
//! assert!(page.into_string().contains("govuk-button--warning"));
//! ```

#[macro_use]
mod options;

mod back_link;
mod breadcrumbs;
mod button;
mod checkboxes;
mod choice;
mod content;
mod date_input;
mod details;
mod element;
mod error_message;
mod error_summary;
mod fieldset;
mod form_group;
mod generic_header;
mod hint;
mod input;
mod inset_text;
mod label;
mod notification_banner;
mod pagination;
mod panel;
mod password_input;
mod radios;
mod select;
mod service_navigation;
mod size;
mod skip_link;
mod summary_list;
mod table;
mod tag;
mod textarea;
mod warning_text;

pub use back_link::BackLink;
pub use breadcrumbs::{Breadcrumb, Breadcrumbs};
pub use button::{Button, ButtonKind, ButtonType};
pub use checkboxes::{Checkbox, Checkboxes};
pub use choice::Choice;
pub use content::{Content, Maybe};
pub use date_input::{DateInput, DatePart};
pub use details::Details;
pub use element::Attributes;
pub use error_message::ErrorMessage;
pub use error_summary::{ErrorSummary, SummaryError};
pub use fieldset::{Fieldset, Legend};
pub use form_group::FormGroup;
pub use generic_header::GenericHeader;
pub use hint::Hint;
pub use input::{Affix, Input, InputMode, InputType, InputWidth, InputWrapper};
pub use inset_text::InsetText;
pub use label::Label;
pub use notification_banner::{BannerKind, NotificationBanner};
pub use pagination::{PageItem, PageLink, Pagination};
pub use panel::{Panel, PanelAction, PanelActions, PanelKind};
pub use password_input::{PasswordInput, PasswordWords};
pub use radios::Radios;
pub use select::{Select, SelectOption};
pub use service_navigation::{Here, NavigationItem, ServiceNavigation};
pub use size::{Heading, Size};
pub use skip_link::SkipLink;
pub use summary_list::{Action, SummaryCard, SummaryList, SummaryRow, SummaryText};
pub use table::{Cell, Table};
pub use tag::{Tag, TagColour};
pub use textarea::Textarea;
pub use warning_text::WarningText;
