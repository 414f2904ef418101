package io.homeport.specs.review;

import static io.homeport.specs.material.RoleColumns.mentions;
import static java.util.stream.Collectors.joining;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.Function;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.catalogue.Catalogue.Relation;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.catalogue.Catalogue.Trigger;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Owasp;
import io.homeport.specs.document.Severity;
import io.homeport.specs.material.Material;
import io.homeport.specs.material.Measurement.Escalation;
import io.homeport.specs.material.Measurement.Escalation.Way;
import io.homeport.specs.material.PermissionMatrix;
import io.homeport.specs.material.PermissionMatrix.Asker;
import io.homeport.specs.material.RoleColumns;
import io.homeport.specs.sql.FunctionBody;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules on how users come to their roles. */
final class RoleRules {

  private static final Rule.Text SIGN_UP =
      new Rule.Text(
          "sign-up-sets-role",
          Severity.ERROR,
          Owasp.BROKEN_ACCESS_CONTROL,
          "Who signs up chooses what is in raw_user_meta_data, so anybody can make himself an administrator.",
          "Give every new user the lowest role in the trigger, and let an administrator raise it.");

  private static final Rule.Text SELF_SERVICE =
      new Rule.Text(
          "users-set-own-role",
          Severity.ERROR,
          Owasp.BROKEN_ACCESS_CONTROL,
          "Who may write the row that holds his role can make himself an administrator.",
          "Take the right to write this column from users: a policy for administrators only, or a trigger that keeps the old value.");

  private static final Relation USERS = new Relation("auth", "users");
  private static final Set<String> ROLE_KEYS =
      Set.of(
          "role",
          "roles",
          "user_role",
          "app_role",
          "is_admin",
          "admin",
          "is_superuser",
          "permissions");
  private static final Set<String> WEAKER_KEYS =
      Set.of("user_type", "account_type", "type", "plan");

  private static final Pattern POWERFUL =
      Pattern.compile(".*(?:admin|owner|super|root|staff|moderator|manager).*");

  private RoleRules() {}

  static Stream<Finding> signUpThatTakesTheUsersWord(Material material) {
    return material.catalogue().triggers().stream()
        .filter(trigger -> trigger.table().equals(USERS) && trigger.events().contains("INSERT"))
        .flatMap(trigger -> signUp(material, trigger).stream());
  }

  /** Found by its text or by a trial; a trial that shows nothing says that the text misleads. */
  private static List<Finding> signUp(Material material, Trigger trigger) {
    var shown =
        material.measured().escalations().stream()
            .filter(each -> each.way() == Way.SIGN_UP)
            .filter(each -> each.subject().equals(trigger.function().toString()))
            .toList();
    return shown.isEmpty()
        ? signUpByText(material, trigger)
        : List.of(shownSignUp(material, trigger, shown));
  }

  private static Finding shownSignUp(Material material, Trigger trigger, List<Escalation> shown) {
    var evidence = signUpEvidence(material, trigger);
    evidence.add(Evidence.trial(shown.getFirst().sql()));
    boolean powerful = shown.stream().anyMatch(each -> POWERFUL.matcher(each.role()).matches());
    return SIGN_UP.finding(
        powerful ? Severity.ERROR : Severity.WARN,
        trigger.function().toString(),
        "Signing up with %s in raw_user_meta_data, a user becomes %s by %s()."
            .formatted(
                shown.stream().map(Escalation::column).distinct().collect(joining(", ")),
                shown.stream().map(Escalation::role).distinct().collect(joining(", ")),
                trigger.function()),
        evidence);
  }

  private static List<Evidence> signUpEvidence(Material material, Trigger trigger) {
    var evidence = new ArrayList<Evidence>();
    material
        .made("function " + trigger.function())
        .ifPresent(place -> evidence.add(Evidence.at(place)));
    evidence.addAll(
        material.evidence(
            "trigger auth.users." + trigger.name(), "pg_trigger", "auth.users." + trigger.name()));
    return evidence;
  }

  private static List<Finding> signUpByText(Material material, Trigger trigger) {
    var function = material.catalogue().function(trigger.function());
    var body = FunctionBody.of(function.map(Function::body).orElse(""));
    var taken = body.metadataKeys().stream().filter(ROLE_KEYS::contains).toList();
    var weaker = body.metadataKeys().stream().filter(WEAKER_KEYS::contains).toList();
    if (taken.isEmpty() && weaker.isEmpty()) {
      return List.of();
    }
    var keys = taken.isEmpty() ? weaker : taken;
    boolean refuted = material.measured().signUpTried();
    return List.of(
        SIGN_UP.finding(
            refuted ? Severity.INFO : taken.isEmpty() ? Severity.WARN : Severity.ERROR,
            trigger.function().toString(),
            (refuted
                    ? "A sign-up uses %s of the user's own words: %s() writes it into %s, but no role of the app came of it when it was tried."
                    : "Signing up, a user chooses his own %s: %s() copies it from raw_user_meta_data into %s.")
                .formatted(
                    String.join(", ", keys),
                    trigger.function(),
                    String.join(", ", holdingRoles(material.catalogue(), body.writes()))),
            signUpEvidence(material, trigger)));
  }

  /** Of the tables that are written those that hold roles; all if none can be told. */
  private static Collection<String> holdingRoles(Catalogue catalogue, Collection<String> written) {
    var holding =
        catalogue.tables().stream()
            .filter(table -> written.contains(table.relation().toString()))
            .filter(table ->
                table.columns().stream().map(Column::name).anyMatch(RoleColumns::isNamedSo))
            .map(table -> table.relation().toString())
            .toList();
    return holding.isEmpty() ? written : holding;
  }

  static Stream<Finding> rolesThatUsersSetThemselves(Material material) {
    return Stream.concat(shownSelfService(material), selfServiceByText(material));
  }

  private static Stream<Finding> shownSelfService(Material material) {
    return material.measured().escalations().stream()
        .filter(each -> each.way() != Way.SIGN_UP)
        .map(each ->
            SELF_SERVICE.finding(
                "%s.%s.%s".formatted(each.subject(), each.column(), each.way()),
                "A signed-in user makes himself %s: he can %s %s.%s."
                    .formatted(
                        each.role(),
                        each.way() == Way.INSERT ? "add a row with" : "change",
                        each.subject(),
                        each.column()),
                List.of(
                    Evidence.catalogue("pg_class", each.subject()), Evidence.trial(each.sql()))));
  }

  private static Stream<Finding> selfServiceByText(Material material) {
    return material.catalogue().tables().stream()
        .flatMap(table ->
            RoleColumns.deciding(material.catalogue(), table)
                .flatMap(column -> writableByOwner(material, table, column)));
  }

  private static Stream<Finding> writableByOwner(Material material, Table table, String column) {
    var matrix = new PermissionMatrix(material.catalogue());
    return Stream.of(Action.INSERT, Action.UPDATE)
        .flatMap(action -> {
          var cell = matrix.cell(Asker.AUTHENTICATED, table, action);
          boolean writes = cell.access() == Access.OWN || cell.access() == Access.ALL;
          var open =
              cell.policies().stream()
                  .filter(policy ->
                      !mentions(policy.check(), column) && !mentions(policy.using(), column))
                  .toList();
          if (!writes || open.isEmpty() || isGuarded(material.catalogue(), table, column, action)) {
            return Stream.empty();
          }
          return Stream.of(selfService(material, table, column, action, open));
        });
  }

  private static Finding selfService(
      Material material, Table table, String column, Action action, List<Policy> policies) {
    var evidence =
        policies.stream()
            .flatMap(policy -> {
              String key = policy.table() + "." + policy.name();
              return material.evidence("policy " + key, "pg_policies", key).stream();
            })
            .toList();
    return SELF_SERVICE.finding(
        table.relation() + "." + column + "." + action,
        "A signed-in user can %s %s.%s of his own row by the policy “%s”."
            .formatted(
                action == Action.INSERT ? "set" : "change",
                table.relation(),
                column,
                policies.getFirst().name()),
        evidence);
  }

  /** A trigger before the write that looks at the column may keep it as it was. */
  private static boolean isGuarded(Catalogue catalogue, Table table, String column, Action action) {
    return catalogue.triggers().stream()
        .filter(trigger -> trigger.table().equals(table.relation()))
        .filter(trigger -> trigger.timing().equals("BEFORE"))
        .filter(trigger -> trigger.events().contains(action.name()))
        .anyMatch(trigger ->
            catalogue
                .function(trigger.function())
                .filter(function -> mentions(function.body(), column))
                .isPresent());
  }
}
