//! What was just done, as the page after it says: what happened, what happens next and who acts.

/// The words of what the address of a page says was done.
pub fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "answered" => {
            "Your answer has been sent to PDP. A PDP reviewer reads it next, and everybody at your organisation who follows this change gets an email when the review is decided."
        }
        "submitted" => "The step has been submitted. This page says below who acts next.",
        "test-endpoints" => {
            "The test endpoints are recorded. A PDP implementation manager arranges integration testing next, and you get an email with the date and time."
        }
        "file-removed" => "The file has been removed.",
        "date-given" => {
            "The new connection date is recorded. The new endpoints go live at 00:00 on that day, and you get an email when they have."
        }
        "date-asked" => {
            "Your request for another connection date has been sent. PDP support decides on it, and you get an email with the answer. Until then the date stays as it is."
        }
        "support-asked" => {
            "Your support request has been sent. PDP support answers it, and you get an email with the answer. It is shown below until then."
        }
        "oat-requested" => {
            "The test has been requested. PDP makes the first attempt within a few minutes, and you get an email with the result."
        }
        "retest-asked" => {
            "The re-test has been asked for. PDP makes the first attempt within a few minutes, and you get an email with the result."
        }
        "disputed" => {
            "Your dispute has been sent. PDP support answers it, and you get an email with the answer."
        }
        "oat-rerun" => {
            "The test is run again. The first attempt is made within a few minutes, and this page shows the result."
        }
        "oat-override-proposed" => {
            "The result has been proposed, and everybody at PDP support gets an email. Somebody else at PDP support decides on it. Until then the result stays as it is."
        }
        "oat-override-approved" => {
            "You approved the proposed result. It counts from now on, and the organisation gets an email with the reason."
        }
        "oat-override-declined" => {
            "The proposed result is declined or taken back. The result stays as it is, and PDP support gets an email."
        }
        "oat-finding" => {
            "The finding is recorded, and everybody at PDP support gets an email. The organisation reads it on this page."
        }
        "oat-date-granted" => {
            "You granted the other connection date. It counts from now on, and the service managers get an email."
        }
        "oat-date-declined" => {
            "You declined the other connection date. The date stays as it was, and the service managers get an email with the reason."
        }
        "oat-support-answered" => {
            "Your answer has been sent, and the service managers get an email with it. This page shows it below."
        }
        "oat-held" => {
            "Going live is on hold. The primary business contacts and service managers get an email with the reason. PDP support can release the hold on this page."
        }
        "oat-released" => {
            "The hold is released. The primary business contacts and service managers get an email with the reason. This page says when the scheme goes live."
        }
        "dispute-answered" => {
            "Your answer has been sent. The service managers and primary business contacts get an email with it. If something follows, do it from the page of the test."
        }
        "pre-flight-asked" => "The pre-flight has been asked for. It is made within a minute or two.",
        "out-of-use" => "The endpoint is out of use. It has left the list of live endpoints for good.",
        "suspended" => {
            "The endpoint is suspended. It has left every list of live endpoints, and everybody at its organisation gets an email with your reason. To make it live again, two people of PDP support are needed."
        }
        "restoration-proposed" => {
            "You have proposed that the endpoint goes live again. Everybody in PDP support gets an email, and somebody else there decides on it. Until then it stays suspended."
        }
        "restored" => "The endpoint is live again. Everybody at its organisation gets an email.",
        "restoration-declined" => {
            "The proposal has ended, and the endpoint stays suspended. If somebody else proposed it, they get an email. Anybody in PDP support can propose it again."
        }
        "declared" => {
            "Notice of the downtime has been given. It is in PDP’s list of downtime from now on, and PDP does not test these endpoints while it lasts."
        }
        "moved" => "The notice has been changed. PDP’s list of downtime shows what it says now.",
        "ended" => "The downtime has been ended. PDP’s list of downtime no longer shows it as under way.",
        "cancelled" => "The notice has been cancelled. PDP’s list of downtime shows it as cancelled.",
        "question-asked" => {
            "The question has been sent. Every primary business contact gets an email, one of them answers it, and the review clock stops until then."
        }
        "change-confirmed" => {
            "The change is confirmed. Every primary business contact gets an email with the scale and what each step needs. This page says below who acts next."
        }
        "change-rejected" => {
            "The change is rejected. Every primary business contact gets an email with your reason. Nothing is left to do in it."
        }
        "reclassified" => {
            "The change has another scale, or another decision on OAT. Every primary business contact gets an email with your reason. This page says below who acts next."
        }
        "decision-taken-back" => {
            "The decision has been taken back. Every primary business contact gets an email with your reason. This page says below who acts next."
        }
        "idle-withdrawn" => {
            "The change has been withdrawn. Everybody at the organisation who holds a role gets an email with your reason. Nothing is left to do in it."
        }
        "claimed" => {
            "The list shows your colleagues for a day that you are working on this. They can still act on it. Nobody gets an email."
        }
        "taken-over" => {
            "The list shows you in the place of your colleague for a day. Tell them: nobody gets an email."
        }
        "released" => {
            "The list no longer shows that you are working on this, so that a colleague can. Nobody gets an email."
        }
        "step-approved" => {
            "The step is approved. This page says below who acts next. The people whose step it was get an email, and so do those whose turn it is now."
        }
        "step-returned" => {
            "The step is returned. The people whose step it is get an email with your reason, and submit it again."
        }
        "step-reopened" => {
            "The step is open again. PDP decides on it once more, and everybody who waits because of that gets an email with your reason."
        }
        "testing-arranged" => {
            "Integration testing is arranged. Each test manager of the organisation gets an email with the date and time."
        }
        "material-published" => {
            "The pack is published. Each primary technical contact of the organisation gets an email, and can download it. Compare its SHA-256 digest below with that of your file."
        }
        "request-answered" => {
            "The support request is answered. The organisation gets an email with your answer, and everybody there can read it here."
        }
        "held" => {
            "Going live is on hold. The primary business contacts and service managers of the organisation get an email with your reason."
        }
        "hold-released" => {
            "The hold is released. The primary business contacts and service managers of the organisation get an email with your reason. This page says below when the new endpoints go live."
        }
        "noted" => "Your note has been saved. Everybody at PDP can read it, and nobody else.",
        "registered" => {
            "The organisation is registered. Nobody can sign in for it yet: add its people next, with their roles. Then record its vouching scheme."
        }
        "renamed" => {
            "The organisation has its new name. It stands on every page from now on. Nobody gets an email about it."
        }
        "scheme-recorded" => {
            "The vouching scheme is recorded. A service manager of the organisation asks for operational acceptance testing (OAT) next. No email says so: let them know."
        }
        "member-added" => {
            "They have been added. If they had no sign-in that works, an invitation is on its way to them by email. Their page says whether they have used it."
        }
        "roles-changed" => {
            "The roles have been changed, and count within 15 minutes. If something waits for a role that they got, an email tells them."
        }
        "removed" => {
            "They have been removed. Within 15 minutes they cannot use the portal any more. No email tells them: let them know."
        }
        "corrected" => {
            "The name and address are as you typed them. If the address changed, an email goes to both, and they sign in with the new one."
        }
        "invited-again" => {
            "The invitation has been sent again by email. This page says when they have used it."
        }
        "address-tried" => {
            "Emails go to this address again, and one that says so is on its way. If it comes back, this page shows it within some minutes."
        }
        "roles-proposed" => {
            "The roles have been proposed. All PDP administrators get an email. Another administrator approves them next; until then nothing changes."
        }
        "roles-approved" => {
            "The roles have been approved. Somebody who joins gets an invitation by email, and an email lists what waits for the roles, if anything does."
        }
        "proposal-withdrawn" => {
            "The proposal has been withdrawn. Nobody gets these roles, and nobody gets an email."
        }
        _ => return None,
    })
}
