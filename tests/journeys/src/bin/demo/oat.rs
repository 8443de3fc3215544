//! Operational acceptance testing, against the participant simulator.

use std::cell::Cell;

use anyhow::{Result, bail, ensure};
use api::{
    DisputeAnswerBody, NewDisputeBody, OatBody, OatRequestBody, OverrideBody, OverrideDecisionBody,
    RetestBody, ReviewBody, SupportAnswerBody, SupportRequestBody,
};
use api_client::{Call, ETag, Paging, WhichOats};
use domain::change::answers::ChangeType;
use domain::change::support::SupportKind;
use domain::dispute::Ruling;
use domain::endpoint::EndpointType;
use domain::ids::OatId;
use domain::oat::{Outcome, RunState, Status};
use domain::policy::Scale;
use jiff::ToSpan;
use jiff::civil::Date;
use journeys::{Caller, Network, Wait};
use serde_json::json;

use crate::changes::{answer_support_request, answers, endpoint, keep_live_material};
use crate::play::{Change, Play};
use crate::print;

/// A request for OAT on its way.
struct Oat<'p> {
    play: &'p Play,
    organisation: &'static str,
    id: OatId,
    reference: String,
    notifications_seen: Cell<usize>,
}

impl<'p> Oat<'p> {
    /// The service manager answers the three questions and chooses a date.
    fn request(
        play: &'p Play,
        organisation: &'static str,
        change: Option<&Change<'_>>,
        on: Date,
    ) -> Result<Self> {
        let mut body = OatRequestBody {
            technical_change: change.map(|change| change.id.into()),
            material_deployed: Some(true),
            connection_ready: Some(false),
            organisation_ready: Some(true),
            connection_date: Some(on.into()),
        };
        let manager = play.person(&format!("{organisation}-service"))?;
        let refused = manager.request_oat(&body).refused()?;
        print::say("the service manager answered one of the three questions with no – refused:");
        print::fields(refused.fields());
        body.connection_ready = Some(true);
        let OatBody { id, reference, .. } = manager.request_oat(&body).wait()?.body;
        let oat = Self { play, organisation, id, reference, notifications_seen: Cell::new(0) };
        print::say(&format!("the service manager requested OAT for {on}: {}", oat.reference));
        oat.notifications("OAT requested")?;
        Ok(oat)
    }

    fn manager(&self) -> Result<Caller> {
        self.play.person(&format!("{}-service", self.organisation))
    }

    fn read(&self) -> Result<OatBody> {
        Ok(self.manager()?.read_oat(self.id).wait()?.body)
    }

    /// Someone acts on the request, having seen it as it is.
    fn act(
        &self,
        who: &str,
        words: &str,
        call: impl for<'c> FnOnce(&'c Caller, OatId, &ETag) -> Call<'c, Network, OatBody>,
    ) -> Result<()> {
        let key =
            if who.starts_with("pdp-") { who.to_owned() } else { format!("{}-{who}", self.organisation) };
        let (seen, caller) = (ETag::of(self.read()?.version), self.play.person(&key)?);
        call(&caller, self.id, &seen).wait()?;
        print::say(words);
        Ok(())
    }

    /// Lets the probe work until the run has ended, then reads its report.
    fn wait_for_result(&self) -> Result<OatBody> {
        // Attempts are spaced; here time passes at once.
        for _ in 0..10 {
            self.play.stack.probe()?;
            let seen = self.read()?;
            if let Some(run) = seen.last_run.as_ref().filter(|run| run.state != RunState::UnderWay) {
                let report = self.manager()?.read_run(self.id, run.number, &Paging::default()).wait()?;
                print::run(&report);
                return Ok(seen);
            }
            self.play.wait(2.minutes(), "two minutes later")?;
        }
        bail!("the run of {} did not end", self.reference)
    }

    fn notifications(&self, words: &str) -> Result<()> {
        let seen = self.play.notifications_about(&self.reference, self.notifications_seen.get(), words)?;
        self.notifications_seen.set(seen);
        Ok(())
    }
}

/// The first connection date that may be given: a week from today, in London.
fn in_a_week(play: &Play) -> Result<Date> {
    Ok(play.clock.now().date().checked_add(7.days())?)
}

/// A change of Meadow that adds a Find endpoint, with every step done before OAT.
fn ready(play: &Play) -> Result<Change<'_>> {
    play.participants.recover("meadow")?;
    let change = play.draft("meadow")?;
    let added = vec![endpoint(EndpointType::Find, play.participants.fresh_url("meadow")?)];
    change.fill_in(&answers(Scale::Minimal, ChangeType::NewEndpoints, "One more Find endpoint.", added))?;
    change.submit()?;
    let outcome = ReviewBody::confirm(Scale::Minimal, true);
    let words = "PDP confirmed it at minimal scale, with OAT";
    change.act("pdp-reviewer", words, |api, id, seen| api.review_change(id, seen, &outcome))?;
    change.notifications("confirmed")?;
    keep_live_material(&change)?;
    change.notifications("Operational acceptance testing")?;
    Ok(change)
}

fn expect_status(oat: &Oat<'_>, seen: &OatBody, status: Status) -> Result<()> {
    ensure!(seen.status == status, "{} is not {}: {seen:#?}", oat.reference, status.code());
    Ok(())
}

/// Live at 00:00 in London on the connection date (G2).
fn go_live(play: &Play, on: Date) -> Result<()> {
    play.clock.to(&on.to_zoned(play.clock.now().time_zone().clone())?)?;
    print::say(&format!("⏱ it is 00:00 in London on {on}"));
    play.process_due()
}

pub fn passed(play: &Play) -> Result<()> {
    let (change, on) = (ready(play)?, in_a_week(play)?);
    let oat = Oat::request(play, "meadow", Some(&change), on)?;
    expect_status(&oat, &oat.wait_for_result()?, Status::Passed)?;
    oat.notifications("OAT passed")?;
    print::steps(&change.read()?);
    go_live(play, on)?;
    change.notifications("are live")?;
    print::steps(&change.read()?);
    Ok(())
}

pub fn fixed(play: &Play) -> Result<()> {
    let (change, on) = (ready(play)?, in_a_week(play)?);
    play.participants.arm("meadow", &json!({ "status": 401 }), None)?;
    let oat = Oat::request(play, "meadow", Some(&change), on)?;
    expect_status(&oat, &oat.wait_for_result()?, Status::Failed)?;
    oat.notifications("not passed")?;
    let session = SupportRequestBody {
        kind: SupportKind::OatSupportSession.into(),
        text: "Which key signed the user token?".to_owned(),
        until: None,
        test_endpoints: None,
    };
    let words = "the service manager asked for a support session";
    change.act("service", words, |api, id, seen| api.open_support_request(id, seen, &session))?;
    change.notifications("support request")?;
    let answer = SupportAnswerBody {
        answer: "The one in your live cryptographic material. Please deploy it and re-test.".to_owned(),
        accepted: None,
        until: None,
        until_released: None,
    };
    answer_support_request(&change, "PDP answered", &answer)?;
    play.participants.recover("meadow")?;
    let retest = RetestBody { fixed: "The key of the live cryptographic material is deployed.".to_owned() };
    let words = "the key is deployed; the service manager asked for a re-test";
    oat.act("service", words, |api, id, seen| api.ask_for_retest(id, seen, &retest))?;
    expect_status(&oat, &oat.wait_for_result()?, Status::Passed)?;
    oat.notifications("OAT passed")
}

pub fn recovered(play: &Play) -> Result<()> {
    let (change, on) = (ready(play)?, in_a_week(play)?);
    play.participants.arm("meadow", &json!("no_answer"), Some(1))?;
    let oat = Oat::request(play, "meadow", Some(&change), on)?;
    print::say("the provider will not answer the first attempt, and waits for its deadline ...");
    expect_status(&oat, &oat.wait_for_result()?, Status::Passed)?;
    oat.notifications("OAT passed")
}

pub fn overridden(play: &Play) -> Result<()> {
    let (change, on) = (ready(play)?, in_a_week(play)?);
    play.participants.arm("meadow", &json!({ "status": 200 }), None)?;
    let oat = Oat::request(play, "meadow", Some(&change), on)?;
    expect_status(&oat, &oat.wait_for_result()?, Status::Failed)?;
    oat.notifications("not passed")?;
    play.participants.recover("meadow")?;
    disputed(play, &oat)?;
    let reason = "A gateway rewrites 202 to 200; the request was processed.".to_owned();
    let other = OverrideBody { outcome: Outcome::Passed.into(), reason };
    let words = "PDP support proposed to override the result";
    oat.act("pdp-support", words, |api, id, seen| api.propose_override(id, seen, &other))?;
    oat.notifications("override OAT")?;
    let (approve, same) =
        (OverrideDecisionBody { approved: true, reason: None }, play.person("pdp-support")?);
    let seen = ETag::of(oat.read()?.version);
    let refused = same.decide_override(oat.id, &seen, &approve).refused()?;
    print::say(&format!("the same person approved it – refused: {}", refused.advice()));
    let words = "somebody else of PDP support approved it";
    oat.act("pdp-support-two", words, |api, id, seen| api.decide_override(id, seen, &approve))?;
    expect_status(&oat, &oat.read()?, Status::Passed)?;
    oat.notifications("OAT passed")
}

/// The service manager disputes the result of the last run, and PDP support sets it aside.
fn disputed(play: &Play, oat: &Oat<'_>) -> Result<()> {
    let (manager, support) = (oat.manager()?, play.person("pdp-support")?);
    let body = NewDisputeBody {
        oat_request: Some(oat.id.into()),
        run: oat.read()?.last_run.map(|run| run.number),
        pre_flight: None,
        endpoints: None,
        text: "Our log shows that we answered 202 to this request.".to_owned(),
    };
    let opened = manager.open_dispute(&body).wait()?.body;
    print::say(&format!("the service manager disputed the result: {}", opened.reference));
    let refused = manager.open_dispute(&body).refused()?;
    print::say(&format!("and disputed it again – refused: {}", refused.advice()));
    let seen = play.notifications_about(&opened.reference, 0, "dispute")?;
    let answer = DisputeAnswerBody {
        ruling: Ruling::SetAside.into(),
        answer: "Your log is right. We propose another result.".to_owned(),
    };
    let answered = support.answer_dispute(opened.id, &ETag::of(opened.version), &answer).wait()?.body;
    let words = answered.answer.map(|answer| answer.ruling_words).unwrap_or_default();
    print::say(&format!("PDP support answered: {words}"));
    play.notifications_about(&opened.reference, seen, "answered your dispute")?;
    Ok(())
}

pub fn connected(play: &Play) -> Result<()> {
    play.participants.recover("orchard")?;
    let known = play.person("orchard-service")?.list_oats(&WhichOats::default()).wait()?;
    if known.items.iter().any(|oat| oat.status == Status::Live) {
        print::say("its vouching scheme is live since the demonstration was played before");
        return Ok(());
    }
    let on = in_a_week(play)?;
    let oat = Oat::request(play, "orchard", None, on)?;
    expect_status(&oat, &oat.wait_for_result()?, Status::Passed)?;
    oat.notifications("OAT passed")?;
    go_live(play, on)?;
    oat.notifications("Your vouching scheme is live")?;
    let seen = oat.read()?;
    expect_status(&oat, &seen, Status::Live)?;
    ensure!(seen.may_add_further_schemes == Some(true), "further schemes may not be added: {seen:#?}");
    print::say("the organisation may now add further pension providers and schemes");
    Ok(())
}
