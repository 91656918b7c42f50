use maud::{Markup, Render, html};

use crate::element::{Attributes, Element};
use crate::{Content, Size};

options! {
    /// One cell of a table, or the head of a column.
    pub struct Cell {
        own content: Content,
        /// A number, set to the right.
        flag numeric: bool,
        /// How many columns it spans.
        maybe colspan: u16,
        /// How many rows it spans.
        maybe rowspan: u16,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Cell {
    /// A cell that says `content`.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    fn shown(&self, element: Element) -> Markup {
        element
            .classes(&self.classes)
            .maybe("colspan", self.colspan)
            .maybe("rowspan", self.rowspan)
            .extra(&self.attributes)
            .around(&self.content)
    }

    fn column_head(&self) -> Markup {
        let class = "govuk-table__header";
        self.shown(Element::new("th").attribute("scope", "col").class(class).class_if(self.numeric, "govuk-table__header--numeric"))
    }

    fn row_head(&self) -> Markup {
        self.shown(Element::new("th").attribute("scope", "row").class("govuk-table__header"))
    }

    fn cell(&self) -> Markup {
        self.shown(Element::new("td").class("govuk-table__cell").class_if(self.numeric, "govuk-table__cell--numeric"))
    }
}

impl<T: Into<Content>> From<T> for Cell {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

options! {
    /// Things to compare, in rows and columns.
    pub struct Table {
        own rows: Vec<Vec<Cell>>,
        own head: Option<Vec<Cell>>,
        /// What it shows.
        maybe caption: String,
        /// How large the caption is set.
        one caption_size: Size,
        /// Further classes of the caption.
        maybe caption_classes: String,
        /// Whether the first cell of a row names the row.
        flag first_cell_is_header: bool,
        /// Small text on a narrow screen.
        flag small_until_tablet: bool,
        /// Further classes.
        maybe classes: String,
        /// Further attributes.
        one attributes: Attributes,
    }
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The heads of its columns.
    #[must_use]
    pub fn head<T: Into<Cell>>(mut self, cells: impl IntoIterator<Item = T>) -> Self {
        self.head = Some(cells.into_iter().map(Into::into).collect());
        self
    }

    /// One more row.
    #[must_use]
    pub fn row<T: Into<Cell>>(mut self, cells: impl IntoIterator<Item = T>) -> Self {
        self.rows.push(cells.into_iter().map(Into::into).collect());
        self
    }

    /// Several more rows.
    #[must_use]
    pub fn rows<T: Into<Cell>, R: IntoIterator<Item = T>>(self, rows: impl IntoIterator<Item = R>) -> Self {
        rows.into_iter().fold(self, Self::row)
    }

    fn body_cell(&self, place: usize, cell: &Cell) -> Markup {
        if place == 0 && self.first_cell_is_header { cell.row_head() } else { cell.cell() }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        let caption = Element::new("caption")
            .class("govuk-table__caption")
            .class(&self.caption_size.class("govuk-table__caption"))
            .classes(&self.caption_classes);
        Element::new("table")
            .class("govuk-table")
            .class_if(self.small_until_tablet, "govuk-table--small-text-until-tablet")
            .classes(&self.classes)
            .extra(&self.attributes)
            .around(html! {
                @if let Some(text) = &self.caption { (caption.around(text)) }
                @if let Some(head) = &self.head {
                    thead.govuk-table__head { tr.govuk-table__row { @for cell in head { (cell.column_head()) } } }
                }
                tbody.govuk-table__body {
                    @for row in &self.rows {
                        tr.govuk-table__row { @for (place, cell) in row.iter().enumerate() { (self.body_cell(place, cell)) } }
                    }
                }
            })
    }
}
