//! Gives everybody a sign-in again whom the user pool has lost (Q4, docs/runbooks/restore.md).

use std::io::Write;

use anyhow::Result;
use app::{
    Identities, LostSignIn, Members, OrganisationRow, Organisations, PageRequest, Party, Record, Request,
    Services, WorkList, invite_again, lost_sign_ins,
};
use clap::Args;
use domain::actor::{Actor, Process};

/// How many organisations are read at once.
const PAGE: u32 = 100;

/// Of which user pool.
#[derive(Debug, Args)]
pub struct WhichPool {
    /// The id of the user pool.
    #[arg(long)]
    pub pool: String,
    /// Invites everybody who has no sign-in. Without it nothing is written and nobody gets an email.
    #[arg(long)]
    pub write: bool,
}

/// Names everybody whom the user pool has lost. All is well when there is nobody, or they are invited.
pub(crate) async fn run<S, I>(
    which: &WhichPool,
    services: &Services<S>,
    identities: &I,
    out: &mut impl Write,
) -> Result<bool>
where
    S: Organisations + Members + WorkList,
    I: Identities,
{
    // PDP's team first: its administrators can do the rest.
    let mut all = vec![Record::Pdp(services.store.pdp_team().await?)];
    let mut page = PageRequest { size: PAGE, cursor: None };
    loop {
        let read = services.store.organisations(&page).await?;
        for OrganisationRow { id, .. } in read.items {
            all.extend(services.store.organisation(id).await?.map(Record::Organisation));
        }
        page.cursor = read.next;
        if page.cursor.is_none() {
            break;
        }
    }
    let operators = Actor::System(Process::Operations);
    let mut found = 0;
    for record in all {
        for LostSignIn { person, contact } in lost_sign_ins(identities, &record).await? {
            found += 1;
            let whose = match record.party() {
                Party::Organisation(id) => format!("organisation {id}"),
                Party::Pdp => "PDP".to_owned(),
            };
            write!(out, "{whose}, person {person}, {}: no sign-in", contact.email)?;
            if which.write {
                let request = Request::of_system(&operators, record.party());
                invite_again(services, identities, request, person).await?;
                write!(out, "; invited to a new one")?;
            }
            writeln!(out)?;
        }
    }
    let done =
        if which.write { "Everybody is invited." } else { "Nothing was written. --write invites them." };
    match found {
        0 => writeln!(out, "Everybody has a sign-in.")?,
        _ => writeln!(out, "{found} people had no sign-in. {done}")?,
    }
    Ok(which.write || found == 0)
}

#[cfg(test)]
mod tests {
    use app::{Identities as _, Members as _};
    use domain::organisation::SignInStage;
    use fakes::{Fakes, organisation};
    use pollster::block_on;

    use super::{WhichPool, run};

    fn told(fakes: &Fakes, write: bool) -> (bool, String) {
        let (mut out, which) = (Vec::new(), WhichPool { pool: "pool".to_owned(), write });
        let well = block_on(run(&which, &fakes.services(), &fakes.identities, &mut out)).expect("it runs");
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
