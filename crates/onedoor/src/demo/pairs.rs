//! People of whom the hub has two records, or seems to: a transfer of a few rows, so that there is something to decide.

use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use crate::command::Error;
use crate::demo::month::Day;

const HEAD: &str = "source_record_id,crime_reference,recorded_at,offence_text,flags,given_name,family_name,date_of_birth,sex,phone_mobile,email,\
                    address_1,address_2,postcode,safe_call,safe_text,suspect_shares_address,support_consent";

/// Each with when it was recorded left out: a name misheard; a birth date turned round, in danger at home; somebody who moved; two who live
/// together; and twins.
const ROWS: [&str; 10] = [
    "SEEN-1,SEEN/1,{},Theft from the person,,Rosalind,Mercer,1987-06-14,F,07700 900561,rosalind.mercer@example.org,12 Weir Street,Lincoln,LN5 7DU,yes,yes,,given",
    "SEEN-2,SEEN/2,{},Criminal damage,,Rosalyn,Mercer,1987-06-14,F,07700 900571,,12 Weir Street,Lincoln,LN5 7DU,yes,,,given",
    "SEEN-3,SEEN/3,{},Common assault,domestic_abuse,Tobias,Whitlock,1979-02-03,M,07700 900562,,5 Garth Road,Boston,PE21 8QS,yes,no,yes,given",
    "SEEN-4,SEEN/4,{},Theft of a bicycle,,Toby,Whitlock,1979-03-02,M,07700 900562,toby.whitlock@example.org,5 Garth Road,Boston,PE21 8QS,yes,yes,,given",
    "SEEN-5,SEEN/5,{},Burglary,,Josephine,Hartley,1990-05-11,F,07700 900563,,8 Tannery Lane,Gainsborough,DN21 2LZ,yes,yes,,given",
    "SEEN-6,SEEN/6,{},Fraud,,Josephine,Hartley,,F,07700 900563,josephine.hartley@example.org,31 Spital Terrace,Gainsborough,DN21 2HD,yes,,,given",
    "SEEN-7,SEEN/7,{},Harassment,stalking,Marian,Oakes,1968-11-30,F,07700 900564,m.oakes@example.org,2 Priory Gate,Lincoln,LN2 1PS,yes,no,,given",
    "SEEN-8,SEEN/8,{},Theft from a vehicle,,M,Oakes,,,07700 900564,m.oakes@example.org,2 Priory Gate,Lincoln,LN2 1PS,yes,yes,,given",
    "SEEN-9,SEEN/9,{},Robbery,,Isla,Fenwick,2001-08-30,F,07700 900565,isla.fenwick@example.org,77 Carholme Road,Lincoln,LN1 1SH,yes,yes,,given",
    "SEEN-10,SEEN/10,{},Robbery,,Isle,Fenwick,2001-08-30,F,07700 900566,,77 Carholme Road,Lincoln,LN1 1SH,yes,yes,,given",
];

/// Writes it into the folder. It comes last, and was recorded over the day before.
pub fn transfer(folder: &Path, now: Timestamp) -> Result<Day, Error> {
    let mut text = format!("{HEAD}\n");
    for (row, hours) in ROWS.iter().zip((2..=20).rev().step_by(2)) {
        let recorded = now.checked_sub(SignedDuration::from_hours(hours))?;
        let second = Timestamp::from_second(recorded.as_second())?;
        text.push_str(&row.replace("{}", &second.to_string()));
        text.push('\n');
    }
    let file = folder.join("transfer-pairs.csv");
    fs::write(&file, text)?;
    Ok(Day { file, received_at: now })
}
