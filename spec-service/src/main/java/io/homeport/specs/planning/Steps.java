package io.homeport.specs.planning;

import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.MigrationPlan.BuilderService;
import io.homeport.specs.document.MigrationPlan.By;
import io.homeport.specs.document.MigrationPlan.Phase;
import io.homeport.specs.document.MigrationPlan.Provision;
import io.homeport.specs.document.MigrationPlan.Provision.Kind;
import io.homeport.specs.document.MigrationPlan.Sight;
import io.homeport.specs.document.MigrationPlan.Step;
import io.homeport.specs.document.OpenQuestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the move that apply to this app. Their ids stay the same from version to version,
 * because what people ticked off is known by them; never give an id another meaning.
 */
final class Steps {

  private static final int MOST_EVIDENCE = 10;

  private final Parts parts;
  private final List<Provision> provisions;
  private final List<Step> all = new ArrayList<>();

  private Steps(Parts parts, List<Provision> provisions) {
    this.parts = parts;
    this.provisions = provisions;
  }

  static List<Step> of(Parts parts, List<Provision> provisions) {
    var steps = new Steps(parts, provisions);
    steps.prepare();
    steps.rehearse();
    steps.cutOver();
    steps.afterwards();
    return steps.known();
  }

  /** Steps that do not apply are waited for by nobody. */
  private List<Step> known() {
    Set<String> ids = all.stream().map(Step::id).collect(Collectors.toSet());
    return all.stream()
        .map(step ->
            new Step(
                step.id(),
                step.phase(),
                step.what(),
                step.why(),
                step.by(),
                step.after().stream().filter(ids::contains).toList(),
                step.seenBy(),
                step.evidence()))
        .toList();
  }

  private void prepare() {
    var phase = Phase.PREPARE;
    add(
        Sight.SPEC_APPROVED.step(),
        phase,
        By.OWNER,
        "Read this specification and approve it.",
        "What is deployed rests on it, and nobody knows the app better.",
        Sight.SPEC_APPROVED,
        List.of());
    mendErrors();
    answer();
    changeCode();
    if (brings(Kind.DATA_EXPORT)) {
      add(
          "export-data",
          phase,
          By.OWNER,
          "Export the data of the live app.",
          "The rehearsal needs real data, and the repository has none.",
          null,
          evidence(Kind.DATA_EXPORT));
    }
    drift();
    if (brings(Kind.FILES)) {
      add(
          "export-files",
          phase,
          By.OWNER,
          "Download the files that are in the builder's storage.",
          "They are in neither the repository nor the export of the data.",
          null,
          evidence(Kind.FILES));
    }
    if (brings(Kind.SECRET)) {
      add(
          "gather-secrets",
          phase,
          By.OWNER,
          "Have the secrets and settings at hand, and make new ones where nobody knows them any more.",
          "Builders do not show secrets again, and the source does not have them.",
          null,
          evidence(Kind.SECRET));
    }
    if (brings(Kind.MAIL_SERVER)) {
      add(
          "mail-server",
          phase,
          By.OWNER,
          "Set up a mail server for the app, with your domain as the sender.",
          "New users and those who forgot their password wait for a mail.",
          null,
          evidence(Kind.MAIL_SERVER));
    }
    if (brings(Kind.SIGN_IN_CLIENT)) {
      add(
          "sign-in-clients",
          phase,
          By.OWNER,
          "Register OAuth clients of your own for %s."
              .formatted(
                  provisions(Kind.SIGN_IN_CLIENT).stream()
                      .map(each -> Provisions.name(each.id().replace("sign-in-", "")))
                      .collect(Collectors.joining(", "))),
          "The builder's clients send people back to the builder.",
          null,
          evidence(Kind.SIGN_IN_CLIENT));
    }
  }

  private void mendErrors() {
    var errors = parts.errors();
    if (!errors.isEmpty()) {
      add(
          "mend-errors",
          Phase.PREPARE,
          By.OWNER,
          (errors.size() == 1
                  ? "Mend the %s that the review found, or accept it with a reason."
                  : "Mend the %s that the review found, or accept them with a reason.")
              .formatted(count(errors.size(), "error", "errors")),
          "A hole moves along with the app.",
          null,
          first(errors));
    }
  }

  private void answer() {
    var blocking = parts.questions().stream().filter(OpenQuestion::blocking).toList();
    if (!blocking.isEmpty()) {
      add(
          "answer-questions",
          Phase.PREPARE,
          By.OWNER,
          "Answer the %s without which the app cannot be deployed."
              .formatted(count(blocking.size(), "question", "questions")),
          "The source does not say it.",
          null,
          blocking.stream().flatMap(each -> each.evidence().stream().limit(1)).toList());
    }
  }

  private void changeCode() {
    parts
        .services()
        .forEach((what, service) -> {
          String todo = Replacement.of(what, parts.deployment().runtime()).todo();
          if (todo != null) {
            add(
                "replace-" + service.id(),
                Phase.PREPARE,
                By.OWNER,
                todo,
                service.codeChange() ? service.use() : service.replacement(),
                null,
                service.evidence());
          }
        });
  }

  private void drift() {
    boolean differs =
        !parts.domain().drift().isEmpty()
            || parts.coverage().applied() < parts.coverage().statements();
    if (differs) {
      add(
          "compare-structure",
          Phase.PREPARE,
          By.BOTH,
          "Compare the structure of the live database with the repository's, and add a migration for what is missing.",
          "The live database was changed beside the repository, or some migrations do not apply.",
          null,
          parts.domain().drift().stream()
              .flatMap(each -> each.basis().evidence().stream().limit(1))
              .toList(),
          "export-data");
    }
  }

  private void rehearse() {
    var phase = Phase.REHEARSE;
    var before = new ArrayList<String>(List.of("approve-spec", "gather-secrets"));
    parts.services().values().stream()
        .filter(BuilderService::codeChange)
        .forEach(each -> before.add("replace-" + each.id()));
    add(
        Sight.LIVE.step(),
        phase,
        homeportIf(isRunHere()),
        "Put the app into a test environment, beside the old one.",
        "Whatever fails there fails before anybody sees it.",
        isRunHere() ? Sight.LIVE : null,
        List.of(),
        before.toArray(String[]::new));
    if (parts.keepsData()) {
      add(
          "try-data",
          phase,
          By.BOTH,
          "Copy the exported data into the test environment.",
          "Real data finds what made-up data does not, and shows how long the copy takes.",
          null,
          evidence(Kind.DATA_EXPORT),
          "try-deploy",
          "export-data",
          "compare-structure");
      add(
          "compare-data",
          phase,
          By.BOTH,
          "Compare the number of rows of each of the %s with the old side."
              .formatted(count(parts.domain().entities().size(), "table", "tables")),
          "A table that came over half is found by counting, not by looking.",
          null,
          List.of(),
          "try-data");
    }
    if (parts.keepsFiles()) {
      add(
          "try-files",
          phase,
          By.BOTH,
          "Copy the files into the test environment and open some of each kind.",
          "Rows that name a file are not the file.",
          null,
          evidence(Kind.FILES),
          "try-deploy",
          "export-files");
    }
    users();
    add(
        "try-app",
        phase,
        By.OWNER,
        parts.authentication().roles().stream().anyMatch(each -> each.kind().name().equals("APP"))
            ? "Use the test environment as each kind of user would: visitor, %s."
                .formatted(
                    Provisions.named(
                        parts.authentication().roles().stream()
                            .filter(each -> each.kind().name().equals("APP"))
                            .map(each -> each.name())
                            .toList()))
            : "Use the test environment as a visitor and as a user would.",
        "Only you know what the app should do.",
        null,
        List.of(),
        "try-deploy",
        "try-data",
        "try-files",
        "try-users");
    if (parts.keepsData()) {
      add(
          Sight.BACKUP_VERIFIED.step(),
          phase,
          homeportIf(isRunHere()),
          "Take a backup and restore it once.",
          "From the switch on nobody else has the data.",
          isRunHere() ? Sight.BACKUP_VERIFIED : null,
          List.of(),
          "try-deploy");
    }
  }

  private void users() {
    if (!parts.hasUsers()) {
      return;
    }
    boolean passwords = parts.keepsPasswords();
    add(
        "try-users",
        Phase.REHEARSE,
        By.OWNER,
        passwords
            ? "Sign in to the test environment as a user who exists already, with the old password."
            : "Try how a user who exists already gets in on the new side.",
        passwords
            ? "Passwords come over in their hashed form; one that works shows that all do."
            : "The old sign-in stays behind, and nobody shall lose his account.",
        null,
        parts.authentication().methods().stream()
            .flatMap(each -> each.basis().evidence().stream().limit(1))
            .toList(),
        "try-data",
        "mail-server",
        "sign-in-clients");
  }

  private void cutOver() {
    var phase = Phase.CUT_OVER;
    boolean domain = brings(Kind.DOMAIN);
    add(
        "announce",
        phase,
        By.OWNER,
        "Tell the users when the app moves%s."
            .formatted(parts.hasUsers() ? ", and that they have to sign in again afterwards" : ""),
        "Who knows of an interruption does not take it for a fault.",
        null,
        List.of(),
        "try-app",
        "compare-data");
    if (domain) {
      add(
          "lower-ttl",
          phase,
          By.OWNER,
          "Lower the TTL of the domain's DNS records to 300 seconds, a day before the switch.",
          "So that the switch, and a way back, reach everybody within minutes.",
          null,
          evidence(Kind.DOMAIN));
    }
    add(
        "way-back",
        phase,
        By.OWNER,
        "Write down until when you would go back, who decides it and how.",
        "In the hour of the switch nobody should have to think of it.",
        null,
        List.of());
    if (brings(Kind.SIGN_IN_CLIENT)) {
      add(
          "redirect-addresses",
          phase,
          By.OWNER,
          "Allow the new address in the redirect addresses of every sign-in provider, beside the old one.",
          "Otherwise the provider refuses everybody who signs in.",
          null,
          evidence(Kind.SIGN_IN_CLIENT),
          "sign-in-clients");
    }
    pauseSchedules();
    goLive();
    copy();
    switchOver(domain);
  }

  private void pauseSchedules() {
    var schedules = parts.workflows().schedules();
    if (!schedules.isEmpty()) {
      add(
          "pause-schedules",
          Phase.CUT_OVER,
          By.OWNER,
          "Pause the %s on the old side."
              .formatted(count(schedules.size(), "scheduled job", "scheduled jobs")),
          "Otherwise both sides do the same work: two mails, two bookings.",
          null,
          schedules.stream().flatMap(each -> each.basis().evidence().stream().limit(1)).toList(),
          "try-app");
    }
  }

  private void goLive() {
    add(
        Sight.LIVE_IN_PRODUCTION.step(),
        Phase.CUT_OVER,
        homeportIf(isRunHere()),
        "Put the app into production, with production's secrets; nobody is led there yet.",
        "The switch is then a matter of the address alone.",
        isRunHere() ? Sight.LIVE_IN_PRODUCTION : null,
        List.of(),
        "try-app",
        "mend-errors",
        "gather-secrets");
  }

  private void copy() {
    var phase = Phase.CUT_OVER;
    if (parts.keepsData()) {
      add(
          "stop-writing",
          phase,
          By.OWNER,
          "Close the old app for writing, with a notice.",
          "What is written there after the last copy is lost.",
          null,
          List.of(),
          "announce",
          "way-back");
      add(
          "copy-data",
          phase,
          By.BOTH,
          "Export the data once more, copy it into production, and compare the number of rows again.",
          "The rehearsal's copy is days old.",
          null,
          evidence(Kind.DATA_EXPORT),
          "stop-writing",
          "pause-schedules",
          "go-live",
          "prove-backup");
    }
    if (parts.keepsFiles()) {
      add(
          "copy-files",
          phase,
          By.BOTH,
          "Copy the files that came since the rehearsal, and compare number and size.",
          "People uploaded meanwhile.",
          null,
          evidence(Kind.FILES),
          "stop-writing",
          "go-live",
          "try-files");
    }
  }

  private void switchOver(boolean domain) {
    var phase = Phase.CUT_OVER;
    var webhooks = parts.webhooks();
    if (!webhooks.isEmpty()) {
      add(
          "repoint-webhooks",
          phase,
          By.OWNER,
          "Enter the new address of %s at those who call %s."
              .formatted(
                  Provisions.named(webhooks.stream().map(each -> each.name()).toList()),
                  webhooks.size() == 1 ? "it" : "them"),
          "Payments and other news would go to the old app.",
          null,
          webhooks.stream().flatMap(each -> each.basis().evidence().stream().limit(1)).toList(),
          "go-live",
          "copy-data");
    }
    add(
        "switch",
        phase,
        By.OWNER,
        domain
            ? "Point the domain at the new app."
            : "Lead everybody who calls the app to its new address.",
        "From here on the new side counts.",
        null,
        domain ? evidence(Kind.DOMAIN) : List.of(),
        "go-live",
        "copy-data",
        "copy-files",
        "lower-ttl",
        "redirect-addresses",
        "way-back",
        "announce");
    var tried = new ArrayList<String>();
    if (parts.hasUsers()) {
      tried.add("sign in");
    }
    if (parts.keepsData()) {
      tried.add("write something and read it again");
    }
    if (parts.keepsFiles()) {
      tried.add("upload a file");
    }
    tried.addAll(webhooks.isEmpty() ? List.of() : List.of("cause a webhook"));
    add(
        "check",
        phase,
        By.OWNER,
        "Try the app at its own address: %s."
            .formatted(tried.isEmpty() ? "open every page" : String.join(", ", tried)),
        "Now is the last moment at which going back costs nothing.",
        null,
        List.of(),
        "switch",
        "repoint-webhooks");
  }

  private void afterwards() {
    var phase = Phase.AFTERWARDS;
    add(
        "watch",
        phase,
        By.BOTH,
        "Watch errors, answer times and mails for a week.",
        "What happens once a week is not seen in an hour.",
        null,
        List.of(),
        "check");
    var secrets = parts.ofRule("committed-secret");
    if (!secrets.isEmpty()) {
      add(
          "renew-secrets",
          phase,
          By.OWNER,
          "Make new ones of the %s in the repository."
              .formatted(count(secrets.size(), "secret that lies", "secrets that lie")),
          "Everybody who ever had the repository has them.",
          null,
          first(secrets),
          "switch");
    }
    add(
        "close-old",
        phase,
        By.OWNER,
        "Keep a last export, then take down the old app, end the subscription and revoke its keys.",
        "Until then the old side is the way back; after that it is a copy of your users' data that nobody watches.",
        null,
        List.of(),
        "watch",
        "renew-secrets");
  }

  private boolean isRunHere() {
    return switch (parts.deployment().runtime()) {
      case SUPABASE, STATIC, NODE_SERVER -> true;
      case PYTHON_SERVER, BASE44, UNKNOWN -> false;
    };
  }

  private static By homeportIf(boolean here) {
    return here ? By.HOMEPORT : By.OWNER;
  }

  private List<Provision> provisions(Kind kind) {
    return provisions.stream().filter(each -> each.kind() == kind).toList();
  }

  private boolean brings(Kind kind) {
    return !provisions(kind).isEmpty();
  }

  private List<Evidence> evidence(Kind kind) {
    return provisions(kind).stream().flatMap(each -> each.evidence().stream().limit(2)).toList();
  }

  private static List<Evidence> first(List<Finding> findings) {
    return findings.stream().flatMap(each -> each.evidence().stream().limit(1)).toList();
  }

  private static String count(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  private void add(
      String id,
      Phase phase,
      By by,
      String what,
      String why,
      @Nullable Sight seenBy,
      List<Evidence> evidence,
      String... after) {
    all.add(step(id, phase, by, what, why, seenBy, evidence, after));
  }

  private static Step step(
      String id,
      Phase phase,
      By by,
      String what,
      String why,
      @Nullable Sight seenBy,
      List<Evidence> evidence,
      String... after) {
    return new Step(
        id,
        phase,
        what,
        why,
        by,
        Arrays.asList(after),
        seenBy,
        evidence.stream()
            .filter(each -> each.kind() != Evidence.Kind.TRIAL)
            .distinct()
            .limit(MOST_EVIDENCE)
            .toList());
  }
}
