//! The queue of exports while one organisation floods it: nobody else waits for that (Q7).

use std::collections::VecDeque;

use app::request_export;
use domain::actor::{Actor, OrganisationRole};
use domain::export::{ExportState, RegisterFormat, Subject};
use domain::ids::ExportId;
use domain::policy::Policy;
use fakes::{key, member};
use pollster::block_on;

use crate::support::{World, contact};

const CSV: Subject = Subject::Register(RegisterFormat::Csv);

/// Asks for an export this often, and has those that are taken stand in the queue.
fn ask(world: &World, actor: &Actor, times: usize, queue: &mut VecDeque<ExportId>) {
    for time in 0..times {
        let name = format!("{}-{time}", world.fakes.store.exports().len());
        let key = key(actor, &name, 3).unwrap();
        queue.extend(block_on(request_export(&world.services, actor, &key, CSV)).map(|export| export.id));
    }
}

/// Holds Q7.
#[test]
fn an_export_waits_for_three_of_anothers_flood_at_most() {
    let (world, mut queue) = (World::new(), VecDeque::new());
    let rival = member(2, OrganisationRole::ServiceManager);
    let most = Policy::version(1).limits.quotas.exports_under_way as usize;
    ask(&world, &contact(), 30, &mut queue);
    assert_eq!(queue.len(), most);
    ask(&world, &rival, 1, &mut queue);
    let theirs = *queue.back().unwrap();
    let mut before = 0;
    while let Some(next) = queue.pop_front() {
        assert!(!world.deliver(next));
        if next == theirs {
            break;
        }
        before += 1;
        // Each that is ready makes room for one more, behind everybody who waits.
        let waiting = queue.len();
        ask(&world, &contact(), 10, &mut queue);
        assert_eq!(queue.len(), waiting + 1);
    }
    assert_eq!(before, most);
    assert!(matches!(world.export(theirs).state, ExportState::Ready(_)));
}
