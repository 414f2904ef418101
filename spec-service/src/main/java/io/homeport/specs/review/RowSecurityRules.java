package io.homeport.specs.review;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.catalogue.Catalogue.PolicyCommand;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Owasp;
import io.homeport.specs.document.Severity;
import io.homeport.specs.material.Material;
import io.homeport.specs.material.PermissionMatrix;
import io.homeport.specs.material.PermissionMatrix.Asker;
import io.homeport.specs.source.Uses;
import io.homeport.specs.sql.PolicyExpression;
import io.homeport.specs.sql.PolicyExpression.Term;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules on row security: who gets past it, and how far. */
final class RowSecurityRules {

  private static final Rule.Text DISABLED =
      new Rule.Text(
          "rls-disabled",
          Severity.ERROR,
          Owasp.BROKEN_ACCESS_CONTROL,
          "The app's key is in every browser; with it anybody reads and writes all rows.",
          "Enable row level security on the table and write policies for what each role may do.");

  private static final Rule.Text ALWAYS_TRUE =
      new Rule.Text(
          "policy-always-true",
          Severity.ERROR,
          Owasp.BROKEN_ACCESS_CONTROL,
          "A policy that is always true lets everybody it concerns change other people's rows.",
          "Replace true by a condition on the row, such as its owner or the user's role.");

  private static final Rule.Text VIEW =
      new Rule.Text(
          "view-bypasses-rls",
          Severity.WARN,
          Owasp.BROKEN_ACCESS_CONTROL,
          "A view without security_invoker shows rows with its owner's rights, past all policies.",
          "Create the view WITH (security_invoker = true), or revoke SELECT from anon and authenticated.");

  private static final Rule.Text PERSONAL =
      new Rule.Text(
          "personal-data-public",
          Severity.WARN,
          Owasp.BROKEN_ACCESS_CONTROL,
          "Anybody can list it without signing in.",
          "Let only the people concerned read the table, and show the rest through a view without these columns.");

  private static final Rule.Text NO_POLICY =
      new Rule.Text(
          "rls-without-policy",
          Severity.INFO,
          Owasp.SECURITY_MISCONFIGURATION,
          "Row security without a policy lets nobody but server code in, which is safe but may be an oversight.",
          "Write a policy if the app's users need the table; else leave it.");

  private static final Set<String> API_ROLES = Set.of("anon", "authenticated", "public");
  private static final Pattern PERSONAL_COLUMN =
      Pattern.compile(
          "(?:.*_)?(?:email|phone|mobile|address|street|birth_?date|date_of_birth|dob|ssn|iban|passport|tax_id)(?:_.*)?");

  private RowSecurityRules() {}

  static Stream<Finding> tablesWithoutRowSecurity(Material material) {
    return material.catalogue().tables().stream()
        .filter(table -> !table.rowSecurity())
        .filter(table -> isServedToBrowsers(material) && isExposed(material.catalogue(), table))
        .map(table ->
            DISABLED.finding(
                table.relation().toString(),
                "The table %s has no row level security.".formatted(table.relation()),
                ofTable(material, table)));
  }

  /** Where only the app's own server asks the database, rows are that server's to guard. */
  private static boolean isServedToBrowsers(Material material) {
    return material.source().migrations().stream()
            .anyMatch(file -> file.path().startsWith("supabase/"))
        || material.source().tables().stream().anyMatch(use -> use.via() == Uses.Via.SUPABASE);
  }

  static Stream<Finding> policiesThatLetEverybodyWrite(Material material) {
    return material.catalogue().policies().stream()
        .filter(policy -> policy.permissive() && policy.command() != PolicyCommand.SELECT)
        .filter(policy -> policy.roles().stream().anyMatch(API_ROLES::contains))
        .filter(RowSecurityRules::letsEverythingThrough)
        .map(policy -> alwaysTrue(material, policy));
  }

  /** What an INSERT is checked against, and for others what it reaches. */
  private static boolean letsEverythingThrough(Policy policy) {
    String checked = policy.check() == null ? policy.using() : policy.check();
    return switch (policy.command()) {
      case SELECT -> false;
      case INSERT -> asksNothingOfTheRow(checked);
      case DELETE, UPDATE, ALL -> asksNothingOfTheRow(policy.using());
    };
  }

  /** True if some alternative holds for every row, be it only for whoever has signed in. */
  private static boolean asksNothingOfTheRow(@Nullable String expression) {
    return alternatives(expression)
        .anyMatch(term -> term instanceof Term.Always || term instanceof Term.SignedIn);
  }

  private static Stream<Term> alternatives(@Nullable String expression) {
    return expression == null ? Stream.empty() : PolicyExpression.terms(expression).stream();
  }

  private static Finding alwaysTrue(Material material, Policy policy) {
    boolean onlyAdds = policy.command() == PolicyCommand.INSERT;
    boolean signedIn =
        policy.roles().equals(List.of("authenticated"))
            || Stream.of(alternatives(policy.using()), alternatives(policy.check()))
                .flatMap(each -> each)
                .noneMatch(Term.Always.class::isInstance);
    String who = signedIn ? "Every signed-in user" : "Anybody";
    String does =
        switch (policy.command()) {
          case ALL, SELECT -> "read, change and delete every row of";
          case INSERT -> "add any row to";
          case UPDATE -> "change every row of";
          case DELETE -> "delete every row of";
        };
    String key = policy.table() + "." + policy.name();
    return ALWAYS_TRUE.finding(
        onlyAdds ? Severity.WARN : Severity.ERROR,
        key,
        "%s can %s %s by the policy “%s”.".formatted(who, does, policy.table(), policy.name()),
        material.evidence("policy " + key, "pg_policies", key));
  }

  static Stream<Finding> viewsPastRowSecurity(Material material) {
    return material.catalogue().views().stream()
        .filter(view -> !view.securityInvoker())
        .filter(view ->
            material.catalogue().isGranted(view.relation(), "anon", "SELECT")
                || material.catalogue().isGranted(view.relation(), "authenticated", "SELECT"))
        .map(view ->
            VIEW.finding(
                view.relation().toString(),
                "The view %s shows rows past row level security.".formatted(view.relation()),
                material.evidence("view " + view.relation(), "pg_class", view.relation())));
  }

  static Stream<Finding> personalDataForEverybody(Material material) {
    var matrix = new PermissionMatrix(material.catalogue());
    return material.catalogue().tables().stream()
        .filter(table -> matrix.cell(Asker.ANON, table, Action.SELECT).access() == Access.ALL)
        .flatMap(table -> {
          var columns =
              table.columns().stream()
                  .map(Catalogue.Column::name)
                  .filter(name -> PERSONAL_COLUMN.matcher(name).matches())
                  .toList();
          return columns.isEmpty()
              ? Stream.empty()
              : Stream.of(
                  PERSONAL.finding(
                      table.relation().toString(),
                      "Anybody can read %s of every row of %s."
                          .formatted(String.join(", ", columns), table.relation()),
                      ofTable(material, table)));
        });
  }

  static Stream<Finding> tablesThatNobodyCanUse(Material material) {
    return material.catalogue().tables().stream()
        .filter(Table::rowSecurity)
        .filter(table -> material.catalogue().policiesOf(table.relation()).isEmpty())
        .map(table ->
            NO_POLICY.finding(
                table.relation().toString(),
                "The table %s has row level security and no policy.".formatted(table.relation()),
                ofTable(material, table)));
  }

  private static boolean isExposed(Catalogue catalogue, Table table) {
    return table.relation().schema().equals("public")
        && Stream.of(Action.values())
            .anyMatch(action ->
                catalogue.isGranted(table.relation(), "anon", action.name())
                    || catalogue.isGranted(table.relation(), "authenticated", action.name()));
  }

  private static List<Evidence> ofTable(Material material, Table table) {
    return material.evidence("table " + table.relation(), "pg_class", table.relation());
  }
}
