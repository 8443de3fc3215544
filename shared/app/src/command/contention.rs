//! Tries a command again when others were faster. Each try decides on the state of that moment, so no two commands conflict in
//! meaning. Only a person who acted on a stale view is refused.

use jiff::SignedDuration;

use crate::services::Services;

/// Tries at one command. Of those who write to one item at once, one gets through in each turn; so as many as this can meet.
pub(crate) const TRIES: u32 = 20;

/// The longest pause before a second try; it doubles with each, up to [`LONGEST`].
const SHORTEST: u64 = 10;
/// In milliseconds. Everything together stays well below the time that a function has.
const LONGEST: u64 = 100;

/// Waits before the try with this number, counted from 0: some time, at random, so that those who collide do not go on in step.
pub(crate) async fn before_try<S>(services: &Services<S>, number: u32) {
    if number == 0 {
        return;
    }
    let most = SHORTEST.checked_shl(number - 1).map_or(LONGEST, |most| most.min(LONGEST));
    let millis = services.ids.bits() % (most + 1);
    services.clock.pause(SignedDuration::from_millis(millis.cast_signed())).await;
}
