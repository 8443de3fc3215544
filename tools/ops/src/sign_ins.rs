//! Gives everybody a sign-in again whom the user pool has lost (Q4, docs/runbooks/restore.md).

use std::io::Write;

use anyhow::Result;
use app::{
    Fault, Identities, LostSignIn, Members, Organisations, Party, Request, Services, SignedBy, WorkList,
    every_record, invite_again, lost_sign_ins,
};
use clap::Args;
use domain::actor::{Actor, Process};
use domain::ids::PersonId;

use crate::signed::Signed;

/// Of which user pool.
#[derive(Debug, Args)]
pub struct WhichPool {
    /// The id of the user pool.
    #[arg(long)]
    pub pool: String,
    #[command(flatten)]
    pub signed: Signed,
}

/// Names everybody whom the user pool has lost. All is well when there is nobody, or they are invited. Then `keep` keeps who did it
/// and why.
pub(crate) async fn run<S, I>(
    which: &WhichPool,
    services: &Services<S>,
    identities: &I,
    keep: impl AsyncFn(Party, PersonId, &SignedBy) -> Result<(), Fault>,
    out: &mut impl Write,
) -> Result<bool>
where
    S: Organisations + Members + WorkList,
    I: Identities,
{
    let (operators, signature) = (Actor::System(Process::Operations), which.signed.signature());
    let mut found = 0;
    // PDP's team comes first: its administrators can do the rest.
    for record in every_record(services).await? {
        for LostSignIn { person, contact } in lost_sign_ins(identities, &record).await? {
            found += 1;
            let whose = match record.party() {
                Party::Organisation(id) => format!("organisation {id}"),
                Party::Pdp => "PDP".to_owned(),
            };
            write!(out, "{whose}, person {person}, {}: no sign-in", contact.email)?;
            if let Some(signature) = &signature {
                let request = Request::of_system(&operators, record.party());
                invite_again(services, identities, request, person).await?;
                keep(record.party(), person, signature).await?;
                write!(out, "; invited to a new one")?;
            }
            writeln!(out)?;
        }
    }
    let done = match signature {
        Some(_) => "Everybody is invited.",
        None => "Nothing was written. --write --who NAME --why TEXT invites them.",
    };
    match found {
        0 => writeln!(out, "Everybody has a sign-in.")?,
        _ => writeln!(out, "{found} people had no sign-in. {done}")?,
    }
    Ok(signature.is_some() || found == 0)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use app::{Identities as _, Members as _, SignedBy};
    use domain::organisation::SignInStage;
    use domain::text::{FreeText, Name};
    use fakes::{Fakes, organisation};
    use pollster::block_on;

    use super::{Signed, WhichPool, run};

    fn told(fakes: &Fakes, write: bool) -> (bool, String) {
        let signed = Signed {
            write,
            who: write.then(|| Name::restore("Olu Operator".to_owned())),
            why: write.then(|| FreeText::restore("The pool was lost".to_owned())),
        };
        let (mut out, kept, before) = (Vec::new(), RefCell::new(0), fakes.identities.invited().len());
        let which = WhichPool { pool: "pool".to_owned(), signed };
        let keep = async |_, _, signature: &SignedBy| {
            assert_eq!(signature.operator.as_str(), "Olu Operator");
            *kept.borrow_mut() += 1;
            Ok(())
        };
        let well =
            block_on(run(&which, &fakes.services(), &fakes.identities, keep, &mut out)).expect("it runs");
        assert_eq!(*kept.borrow(), fakes.identities.invited().len() - before, "who and why, for each");
        (well, String::from_utf8(out).expect("words"))
    }

    /// Holds Q4.
    #[test]
    fn everybody_gets_a_sign_in_again_and_stays_who_they_are() {
        // The pool is empty: it was lost.
        let (fakes, own) = (Fakes::seeded(), organisation(1));
        let (well, said) = told(&fakes, false);
        assert!(!well && said.contains("Nothing was written"), "{said}");
        for member in &own.people {
            assert!(said.contains(&format!("person {}, {}: no sign-in", member.id, member.email)), "{said}");
        }
        assert!(fakes.identities.invited().is_empty(), "nobody gets an email in a dry run");

        let (well, said) = told(&fakes, true);
        assert!(well && said.contains("invited to a new one"), "{said}");
        let after = block_on(fakes.store.organisation(own.id)).expect("a read").expect("an organisation");
        for (before, after) in own.people.iter().zip(&after.people) {
            assert_eq!((before.id, &before.roles), (after.id, &after.roles));
            let found =
                block_on(fakes.identities.sign_in(after.sign_in)).expect("a call").expect("a sign-in");
            assert_eq!(found.stage, SignInStage::Invited);
            let actor = block_on(fakes.store.standing(after.sign_in))
                .expect("a read")
                .into_actor()
                .expect("a member");
            assert_eq!(actor.person(), Some(before.id));
            let old = block_on(fakes.store.standing(before.sign_in)).expect("a read").into_actor();
            assert_eq!(old, None, "what they signed in with before opens nothing");
        }
        assert_eq!(told(&fakes, true), (true, "Everybody has a sign-in.\n".to_owned()));
    }
}
