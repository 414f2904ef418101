package io.homeport.specs.planning;

import io.homeport.specs.Place;
import io.homeport.specs.document.Deployment.BrowserData;
import io.homeport.specs.document.Deployment.Runtime;
import io.homeport.specs.document.Deployment.Scaling;
import io.homeport.specs.document.Domain.Drift;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.MigrationPlan.Risk;
import io.homeport.specs.document.Severity;
import io.homeport.specs.source.OfBuilder;
import io.homeport.specs.sql.SqlFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** What can go wrong in a move of this app. */
final class Risks {

  private static final int MOST_EVIDENCE = 10;

  /** An id that a database made; not the one that is all zeros and stands for nothing. */
  private static final Pattern ID =
      Pattern.compile(
          "'(?!0{8}-)[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}'");

  private final Parts parts;
  private final List<Risk> all = new ArrayList<>();

  private Risks(Parts parts) {
    this.parts = parts;
  }

  static List<Risk> of(Parts parts) {
    var risks = new Risks(parts);
    risks.errors();
    risks.runtime();
    risks.drift();
    risks.migrations();
    risks.passwords();
    risks.files();
    risks.ids();
    risks.browserData();
    risks.unboundedThings();
    risks.twoSides();
    risks.all.sort(Comparator.comparing(Risk::severity));
    return List.copyOf(risks.all);
  }

  private void add(
      String id, Severity severity, String what, String remedy, List<Evidence> evidence) {
    all.add(
        new Risk(
            id,
            severity,
            what,
            remedy,
            evidence.stream()
                .filter(each -> each.kind() != Evidence.Kind.TRIAL)
                .distinct()
                .limit(MOST_EVIDENCE)
                .toList()));
  }

  private void errors() {
    var errors = parts.errors();
    if (!errors.isEmpty()) {
      add(
          "errors",
          Severity.ERROR,
          "The review found %s; the app is as open after the move as before. The first: %s"
              .formatted(
                  errors.size() == 1 ? "1 error" : errors.size() + " errors",
                  errors.getFirst().what()),
          "Mend them before the switch; findings with a tried migration are mended by applying it.",
          first(errors));
    }
  }

  private static List<Evidence> first(List<Finding> findings) {
    return findings.stream().flatMap(each -> each.evidence().stream().limit(1)).toList();
  }

  private void runtime() {
    String kind =
        switch (parts.deployment().runtime()) {
          case SUPABASE, STATIC, NODE_SERVER -> "";
          case PYTHON_SERVER -> "an app with a server in Python";
          case BASE44 -> "an app on Base44's backend";
          case UNKNOWN -> "an app of a kind that it does not know";
        };
    if (!kind.isEmpty()) {
      add(
          "runtime",
          Severity.ERROR,
          "Homeport does not run %s yet: it deploys static sites, servers on Node and apps on Supabase."
              .formatted(kind),
          parts.deployment().runtime() == Runtime.BASE44
              ? "Build the new backend by this specification first."
              : "Run its server on infrastructure of yours; steps that name Homeport's environments are done there.",
          parts.deployment().components().stream()
              .flatMap(each -> each.basis().evidence().stream())
              .toList());
    }
  }

  private void drift() {
    var drift = parts.domain().drift();
    if (!drift.isEmpty()) {
      boolean lacks = drift.stream().anyMatch(each -> each.kind() == Drift.Kind.ONLY_IN_TYPES);
      add(
          "drift",
          lacks ? Severity.ERROR : Severity.WARN,
          "Repository and live database differ in %s, such as %s."
              .formatted(
                  drift.size() == 1 ? "1 thing" : drift.size() + " things",
                  drift.stream()
                      .filter(each -> !lacks || each.kind() == Drift.Kind.ONLY_IN_TYPES)
                      .findFirst()
                      .orElseThrow()
                      .object()),
          "Take the live database's structure as the truth and add a migration for what the repository lacks.",
          drift.stream().flatMap(each -> each.basis().evidence().stream().limit(1)).toList());
    }
    boolean nothingMakesTables =
        parts.material().source().migrations().isEmpty()
            && parts.deployment().runtime() == Runtime.SUPABASE
            && !parts.material().source().tables().isEmpty();
    if (nothingMakesTables) {
      add(
          "no-migrations",
          Severity.ERROR,
          "The repository has no migrations: tables, rules and functions are in the live database only.",
          "Export the live database with its structure and keep that as the first migration.",
          parts.material().source().tables().stream()
              .limit(5)
              .map(each -> Evidence.at(each.place()))
              .toList());
    }
  }

  private void migrations() {
    var coverage = parts.coverage();
    int failed = coverage.statements() - coverage.applied();
    if (failed > 0) {
      add(
          "migrations-partly-applied",
          Severity.WARN,
          "%d of the migrations' %d statements do not apply to an empty database."
              .formatted(failed, coverage.statements()),
          "Restore the structure from the export instead, or mend the migrations that failed.",
          parts.material().migrations().failures().stream()
              .map(each -> Evidence.at(new Place(each.file(), each.line())))
              .toList());
    }
  }

  private void passwords() {
    for (var what :
        List.of(OfBuilder.BASE44_SIGN_IN, OfBuilder.EMERGENT_SIGN_IN, OfBuilder.REPLIT_SIGN_IN)) {
      var service = parts.services().get(what);
      if (service != null) {
        add(
            "users-" + service.id(),
            Severity.WARN,
            "Users sign in by %s: there are no passwords that could be taken along."
                .formatted(service.name()),
            "Recognize users by their mail address and let each sign in anew or choose a password.",
            service.evidence());
      }
    }
    if (parts.keepsPasswords()) {
      add(
          "sessions",
          Severity.INFO,
          "Passwords can be taken along in their hashed form; sessions cannot, so everybody is signed out once.",
          "Say so in the announcement.",
          parts.authentication().methods().stream()
              .filter(each -> each.name().equals("password"))
              .flatMap(each -> each.basis().evidence().stream().limit(2))
              .toList());
    }
  }

  private void files() {
    if (parts.keepsFiles()) {
      add(
          "files-not-exported",
          Severity.WARN,
          "What users uploaded is not in the export of the data.",
          "Copy the files from the old storage before it is closed, and compare number and size.",
          parts.deployment().buckets().stream()
              .flatMap(each -> each.basis().evidence().stream().limit(1))
              .toList());
    }
    var assets = parts.services().get(OfBuilder.LOVABLE_ASSETS);
    if (assets != null) {
      add(
          "assets-not-exported",
          Severity.WARN,
          "Pictures that the pages show are at the builder only; without them the pages have holes.",
          "Download them while the old app is there.",
          assets.evidence());
    }
  }

  private void ids() {
    var places = new ArrayList<Place>();
    for (SqlFile file : parts.material().source().migrations()) {
      int line = 1;
      for (String text : file.sql().lines().toList()) {
        if (ID.matcher(text).find()) {
          places.add(new Place(file.path(), line));
        }
        line++;
      }
    }
    if (!places.isEmpty()) {
      add(
          "hard-coded-ids",
          Severity.WARN,
          "Migrations name rows of the live database by their ids in %s; in an empty database those rows are missing."
              .formatted(places.size() == 1 ? "1 line" : places.size() + " lines"),
          "Bring the data in before what these lines do is needed, or take the lines out.",
          BuilderServices.evidence(places));
    }
  }

  private void browserData() {
    var data = parts.deployment().browserData().stream().filter(BrowserData::holdsContent).toList();
    if (!data.isEmpty()) {
      add(
          "browser-data",
          Severity.WARN,
          "What users keep in their browser under %s stays at the old address and is lost at a new one."
              .formatted(Provisions.named(data.stream().map(BrowserData::key).toList())),
          "Keep the domain, or move these data to the database before the switch.",
          data.stream().flatMap(each -> each.basis().evidence().stream().limit(1)).toList());
    }
  }

  private void unboundedThings() {
    var scaling = parts.deployment().scaling();
    if (!scaling.isEmpty()) {
      add(
          "unbounded",
          Severity.INFO,
          "%s of the app %s slower as it grows, such as: %s"
              .formatted(
                  scaling.size() == 1 ? "1 place" : scaling.size() + " places",
                  scaling.size() == 1 ? "gets" : "get",
                  what(scaling.getFirst())),
          "Watch answer times after the switch; nothing has to change before it.",
          scaling.stream().flatMap(each -> each.basis().evidence().stream().limit(1)).toList());
    }
  }

  /** Some sentences say “It” of their subject. */
  private static String what(Scaling place) {
    return place.what().startsWith("It ")
        ? place.subject() + place.what().substring(2)
        : place.what();
  }

  private void twoSides() {
    var schedules = parts.workflows().schedules();
    if (!schedules.isEmpty()) {
      add(
          "schedules-twice",
          Severity.WARN,
          "While both sides run, %s done twice: mails and bookings too."
              .formatted(
                  schedules.size() == 1
                      ? "the scheduled job is"
                      : "the %d scheduled jobs are".formatted(schedules.size())),
          "Let them run on one side only.",
          schedules.stream().flatMap(each -> each.basis().evidence().stream().limit(1)).toList());
    }
  }
}
