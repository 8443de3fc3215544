//! Subjects that name the organisation.

use crate::sheet::Sheet;
use crate::words;

/// The longest subject, in characters.
const LONGEST: usize = 120;

/// `start` with as much of the organisation's name as fits.
pub(super) fn naming(sheet: &Sheet<'_>, start: String) -> String {
    let room = LONGEST.saturating_sub(start.chars().count());
    start + &words::shortened(&words::one_line(&sheet.mail.organisation_name), room)
}
