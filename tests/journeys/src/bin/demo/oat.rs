//! Operational acceptance testing, against the participant simulator.

use std::cell::Cell;

use anyhow::{Context, Result, ensure};
use jiff::ToSpan;
use jiff::civil::Date;
use journeys::Answer;
use serde_json::{Value, json};

use crate::changes::{answers, keep_live_material};
use crate::play::{Change, Play};
use crate::print;

/// A request for OAT on its way.
struct Oat<'p> {
    play: &'p Play,
    organisation: &'static str,
    path: String,
    reference: String,
    letters_seen: Cell<usize>,
}

impl<'p> Oat<'p> {
    /// The service manager answers the three questions and chooses a date.
    fn request(
        play: &'p Play,
        organisation: &'static str,
        change: Option<&Change<'_>>,
        on: Date,
    ) -> Result<Self> {
        let id = change.map(|change| change.path.rsplit('/').next().unwrap_or_default().to_owned());
        let mut body = json!({
            "technical_change": id,
            "material_deployed": true,
            "connection_ready": false,
            "organisation_ready": true,
            "connection_date": on.to_string(),
        });
        let manager = play.person(&format!("{organisation}-service"))?;
        let refused = manager.post("/oat-requests", None, &body)?.expect(422)?;
        print::say("the service manager answered one of the three questions with no – refused:");
        for problem in print::items(&refused.body["errors"]) {
            print::say(&format!(
                "     {}: {}",
                print::text(problem, "field"),
                print::text(problem, "message")
            ));
        }
        body["connection_ready"] = json!(true);
        let requested = manager.post("/oat-requests", None, &body)?.expect(201)?;
        let oat = Self {
            play,
            organisation,
            path: requested.location.clone().context("a request for OAT has an address")?,
            reference: requested.text("/reference").to_owned(),
            letters_seen: Cell::new(0),
        };
        print::say(&format!("the service manager requested OAT for {on}: {}", oat.reference));
        oat.letters("OAT requested")?;
        Ok(oat)
    }

    fn read(&self) -> Result<Answer> {
        self.play.person(&format!("{}-service", self.organisation))?.get(&self.path)?.expect(200)
    }

    fn act(&self, who: &str, part: &str, body: &Value, words: &str) -> Result<Answer> {
        let key =
            if who.starts_with("pdp-") { who.to_owned() } else { format!("{}-{who}", self.organisation) };
        let seen = self.read()?;
        let answer =
            self.play.person(&key)?.post(&format!("{}/{part}", self.path), seen.etag.as_deref(), body)?;
        ensure!(answer.status < 300, "{who} {part}: {} {:#}", answer.status, answer.body);
        print::say(words);
        Ok(answer)
    }

    /// Runs the probe until the run has ended, then reads its report.
    fn wait_for_result(&self) -> Result<Answer> {
        // Attempts are spaced; here time passes at once.
        for _ in 0..10 {
            self.play.stack.probe()?;
            let seen = self.read()?;
            if seen.text("/last_run/state") != "under_way" {
                let report = format!("{}/runs/{}", self.path, seen.body["last_run"]["number"]);
                let manager = self.play.person(&format!("{}-service", self.organisation))?;
                print::run(&manager.get(&report)?.expect(200)?);
                return Ok(seen);
            }
            self.play.wait(2.minutes(), "two minutes later")?;
        }
        anyhow::bail!("the run of {} did not end", self.reference)
    }

    fn letters(&self, words: &str) -> Result<()> {
        let seen = self.play.letters_about(&self.reference, self.letters_seen.get(), words)?;
        self.letters_seen.set(seen);
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
    let url = play.participants.fresh_url("meadow")?;
    let endpoints = json!([{ "endpoint_type": "find", "url": url }]);
    change.fill_in(&answers("minimal", "add_new_endpoints", "One more Find endpoint.", endpoints))?;
    change.submit()?;
    let outcome = json!({ "outcome": "confirm", "scale": "minimal", "oat_required": true });
    change.act("pdp-reviewer", "review", &outcome, "PDP confirmed it at minimal scale, with OAT")?;
    change.letters("confirmed")?;
    keep_live_material(&change)?;
    change.letters("Operational acceptance testing")?;
    Ok(change)
}

fn expect_status(oat: &Oat<'_>, seen: &Answer, status: &str) -> Result<()> {
    ensure!(seen.text("/status") == status, "{} is not {status}: {:#}", oat.reference, seen.body);
    Ok(())
}

/// Live at 00:00 in London on the connection date (G2).
fn go_live(play: &Play, on: Date) -> Result<()> {
    play.clock.to(&on.to_zoned(play.clock.now().time_zone().clone())?)?;
    print::say(&format!("⏱ it is 00:00 in London on {on}"));
    play.sweep()
}

pub fn passed(play: &Play) -> Result<()> {
    let (change, on) = (ready(play)?, in_a_week(play)?);
    let oat = Oat::request(play, "meadow", Some(&change), on)?;
    expect_status(&oat, &oat.wait_for_result()?, "passed")?;
    oat.letters("OAT passed")?;
    print::steps(&change.read()?);
    go_live(play, on)?;
    change.letters("are live")?;
    print::steps(&change.read()?);
    Ok(())
}

pub fn fixed(play: &Play) -> Result<()> {
    let (change, on) = (ready(play)?, in_a_week(play)?);
    play.participants.arm("meadow", &json!({ "status": 401 }), None)?;
    let oat = Oat::request(play, "meadow", Some(&change), on)?;
    expect_status(&oat, &oat.wait_for_result()?, "failed")?;
    oat.letters("not passed")?;
    let session = json!({ "kind": "oat_support_session", "text": "Which key signed the user token?" });
    change.act("service", "support-requests", &session, "the service manager asked for a support session")?;
    change.letters("support request")?;
    let request = change.read()?.text("/support_requests/0/reference").to_owned();
    let answer =
        json!({ "answer": "The one in your live cryptographic material. Please deploy it and re-test." });
    let part = format!("support-requests/{request}/answer");
    change.act("pdp-support", &part, &answer, "PDP answered")?;
    play.participants.recover("meadow")?;
    let retest = json!({ "fixed": "The key of the live cryptographic material is deployed." });
    oat.act("service", "retests", &retest, "the key is deployed; the service manager asked for a re-test")?;
    expect_status(&oat, &oat.wait_for_result()?, "passed")?;
    oat.letters("OAT passed")
}

pub fn recovered(play: &Play) -> Result<()> {
    let (change, on) = (ready(play)?, in_a_week(play)?);
    play.participants.arm("meadow", &json!("no_answer"), Some(1))?;
    let oat = Oat::request(play, "meadow", Some(&change), on)?;
    print::say("the provider will not answer the first attempt, and waits for its deadline ...");
    expect_status(&oat, &oat.wait_for_result()?, "passed")?;
    oat.letters("OAT passed")
}

pub fn overridden(play: &Play) -> Result<()> {
    let (change, on) = (ready(play)?, in_a_week(play)?);
    play.participants.arm("meadow", &json!({ "status": 200 }), None)?;
    let oat = Oat::request(play, "meadow", Some(&change), on)?;
    expect_status(&oat, &oat.wait_for_result()?, "failed")?;
    oat.letters("not passed")?;
    play.participants.recover("meadow")?;
    let other =
        json!({ "outcome": "passed", "reason": "A gateway rewrites 202 to 200; the request was processed." });
    oat.act("pdp-support", "overrides", &other, "PDP support proposed to override the result")?;
    oat.letters("override OAT")?;
    let (approve, seen) = (json!({ "approved": true }), oat.read()?);
    let same = play.person("pdp-support")?;
    let part = format!("{}/overrides/decision", oat.path);
    let refused = same.post(&part, seen.etag.as_deref(), &approve)?;
    ensure!(refused.status >= 400, "one person overrode a result: {:#}", refused.body);
    print::say(&format!("the same person approved it – refused: {}", refused.text("/detail")));
    oat.act("pdp-support-two", "overrides/decision", &approve, "somebody else of PDP support approved it")?;
    expect_status(&oat, &oat.read()?, "passed")?;
    oat.letters("OAT passed")
}

pub fn connected(play: &Play) -> Result<()> {
    play.participants.recover("orchard")?;
    let manager = play.person("orchard-service")?;
    let known = manager.get("/oat-requests")?.expect(200)?;
    if print::items(&known.body["items"]).any(|oat| oat["status"] == "live") {
        print::say("its vouching scheme is live since the demonstration was played before");
        return Ok(());
    }
    let on = in_a_week(play)?;
    let oat = Oat::request(play, "orchard", None, on)?;
    expect_status(&oat, &oat.wait_for_result()?, "passed")?;
    oat.letters("OAT passed")?;
    go_live(play, on)?;
    oat.letters("Your vouching scheme is live")?;
    let seen = oat.read()?;
    expect_status(&oat, &seen, "live")?;
    ensure!(
        seen.body["may_add_further_schemes"] == true,
        "further schemes may not be added: {:#}",
        seen.body
    );
    print::say("the organisation may now add further pension providers and schemes");
    Ok(())
}
