//! The find profile that the probe goes by, and the mark of it that results keep (Q10).

use app::Fault;
use domain::oat::ProfileMark;
use domain::text::Name;

use crate::item::Item;
use crate::item::stored::{Stored, stored_struct};
use crate::table::keys::Key;

/// The attribute that tells one from another.
pub(crate) const DIGEST: &str = "digest";
pub(crate) const LABEL: &str = "label";

stored_struct!(ProfileMarkItem for ProfileMark { label: Name, digest: [u8; 32] });

/// The item of the profile that the probe goes by.
pub(crate) fn write(present: &ProfileMark) -> Result<Item, Fault> {
    crate::item::write(Key::find_profile(), &present.item())
}

/// The profile in `item`.
pub(crate) fn read(item: Item) -> Result<ProfileMark, Fault> {
    crate::item::read::<ProfileMarkItem<'static>>(item).map(ProfileMark::restore)
}
