package io.homeport.specs.review;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.Index;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.catalogue.Catalogue.PolicyCommand;
import io.homeport.specs.catalogue.Catalogue.Relation;
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
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules on what the catalogue shows besides who gets past row security. */
final class CatalogueRules {

  private static final Rule.Text USERS =
      new Rule.Text(
          "users-exposed-by-view",
          Severity.ERROR,
          Owasp.BROKEN_ACCESS_CONTROL,
          "The accounts' addresses, and perhaps more, can be read with the key that is in every browser.",
          "Copy what the app needs into a table of profiles with policies, and drop the view or revoke SELECT on it.");

  private static final Rule.Text POLICIES_OFF =
      new Rule.Text(
          "policies-without-rls",
          Severity.ERROR,
          Owasp.SECURITY_MISCONFIGURATION,
          "Its policies look as if they protected it, and do nothing.",
          "Enable row level security on the table.");

  private static final Rule.Text METADATA =
      new Rule.Text(
          "policy-believes-user-metadata",
          Severity.ERROR,
          Owasp.BROKEN_ACCESS_CONTROL,
          "Every user writes his own user_metadata, so he passes the policy by saying what it asks for.",
          "Keep what policies ask for in a table of the app or in app_metadata, which only the server writes.");

  private static final Rule.Text SECRET_COLUMNS =
      new Rule.Text(
          "secret-columns-public",
          Severity.ERROR,
          Owasp.BROKEN_ACCESS_CONTROL,
          "Anybody can list them without signing in.",
          "Move them to a table that only the server reads, and make new ones.");

  private static final Rule.Text OTHER_KEY =
      new Rule.Text(
          "key-to-unstable-user-column",
          Severity.ERROR,
          Owasp.INTEGRITY_FAILURES,
          "The platform may change these columns of auth.users and their indexes; then the key blocks its update.",
          "Refer to auth.users (id).");

  private static final Rule.Text LISTING =
      new Rule.Text(
          "public-bucket-can-be-listed",
          Severity.WARN,
          Owasp.BROKEN_ACCESS_CONTROL,
          "Files of a public bucket are read without a policy; with this one anybody gets the list of all of them.",
          "Drop the policy for SELECT, or restrict it to the folder of the asking user.");

  private static final Rule.Text PER_ROW =
      new Rule.Text(
          "policy-asks-for-every-row",
          Severity.INFO,
          Owasp.INSECURE_DESIGN,
          "The question who asks is put again for every row, which is slow with many.",
          "Write (select auth.uid()) in place of auth.uid().");

  private static final Rule.Text SEVERAL =
      new Rule.Text(
          "several-policies-for-one-act",
          Severity.INFO,
          Owasp.INSECURE_DESIGN,
          "Any one of them suffices to let a row through, all are run for each row, and few people see them together.",
          "Join them with OR in one policy.");

  private static final Rule.Text TWICE =
      new Rule.Text(
          "index-twice",
          Severity.WARN,
          Owasp.INSECURE_DESIGN,
          "Each write keeps both, and no query needs the second.",
          "Drop one of them.");

  private static final Rule.Text REG_TYPE =
      new Rule.Text(
          "column-blocks-upgrade",
          Severity.WARN,
          Owasp.INTEGRITY_FAILURES,
          "pg_upgrade refuses a database with such a column.",
          "Keep the name as text.");

  private static final Pattern SECRET_COLUMN =
      Pattern.compile(
          "(?:.*_)?(?:password|passwd|password_hash|secret|secret_key|api_key|access_token|refresh_token|otp|otp_code|mfa_secret|private_key|card_number|cvv|cvc|bank_account|pin_hash)");
  private static final Pattern BARE_CALL =
      Pattern.compile("(?is)(?<!select \\({0,4})\\bauth\\.(?:uid|jwt|role|email)\\(\\)");
  private static final Pattern USER_METADATA =
      Pattern.compile("(?i)\\b(?:raw_user_meta_data|user_metadata)\\b");
  private static final Pattern REG =
      Pattern.compile("reg(?:collation|config|dictionary|namespace|oper|operator|proc|procedure)");

  private CatalogueRules() {}

  static Stream<Finding> usersShownByViews(Material material) {
    return material.catalogue().views().stream()
        .filter(view -> view.definition().contains("auth.users"))
        .filter(view -> isReadable(material, view.relation()))
        .map(view ->
            USERS.finding(
                view.relation().toString(),
                "The view %s shows auth.users to %s."
                    .formatted(
                        view.relation(),
                        material.catalogue().isGranted(view.relation(), "anon", "SELECT")
                            ? "anybody"
                            : "every signed-in user"),
                material.evidence("view " + view.relation(), "pg_class", view.relation())));
  }

  private static boolean isReadable(Material material, Relation relation) {
    return material.catalogue().isGranted(relation, "anon", "SELECT")
        || material.catalogue().isGranted(relation, "authenticated", "SELECT");
  }

  static Stream<Finding> policiesThatDoNothing(Material material) {
    return material.catalogue().tables().stream()
        .filter(table -> !table.rowSecurity())
        .filter(table -> !material.catalogue().policiesOf(table.relation()).isEmpty())
        .map(table ->
            POLICIES_OFF.finding(
                table.relation().toString(),
                "The table %s has policies, but row level security is off."
                    .formatted(table.relation()),
                ofTable(material, table)));
  }

  static Stream<Finding> policiesThatBelieveTheUser(Material material) {
    return material.catalogue().policies().stream()
        .filter(policy -> USER_METADATA.matcher(text(policy)).find())
        .map(policy ->
            METADATA.finding(
                key(policy),
                "The policy “%s” on %s asks the user's own metadata."
                    .formatted(policy.name(), policy.table()),
                ofPolicy(material, policy)));
  }

  static Stream<Finding> secretColumnsForEverybody(Material material) {
    var matrix = new PermissionMatrix(material.catalogue());
    return material.catalogue().tables().stream()
        .filter(table -> matrix.cell(Asker.ANON, table, Action.SELECT).access() == Access.ALL)
        .flatMap(table -> {
          String columns =
              table.columns().stream()
                  .map(Column::name)
                  .filter(SECRET_COLUMN.asMatchPredicate())
                  .collect(joining(", "));
          return columns.isEmpty()
              ? Stream.empty()
              : Stream.of(
                  SECRET_COLUMNS.finding(
                      table.relation().toString(),
                      "Anybody can read %s of every row of %s."
                          .formatted(columns, table.relation()),
                      ofTable(material, table)));
        });
  }

  static Stream<Finding> keysToOtherColumnsOfUsers(Material material) {
    return material.catalogue().tables().stream()
        .flatMap(table ->
            table.foreignKeys().stream()
                .filter(key -> key.target().equals(new Relation("auth", "users")))
                .filter(key -> !key.targetColumns().equals(List.of("id")))
                .map(key ->
                    OTHER_KEY.finding(
                        table.relation() + "." + key.name(),
                        "%s refers to %s of auth.users."
                            .formatted(table.relation(), String.join(", ", key.targetColumns())),
                        ofTable(material, table))));
  }

  static Stream<Finding> publicBucketsThatCanBeListed(Material material) {
    return material.catalogue().buckets().stream()
        .filter(bucket -> bucket.isPublic())
        .flatMap(bucket ->
            material.catalogue().policies().stream()
                .filter(policy -> policy.table().toString().equals("storage.objects"))
                .filter(policy ->
                    policy.command() == PolicyCommand.SELECT
                        || policy.command() == PolicyCommand.ALL)
                .filter(
                    policy -> policy.roles().contains("public") || policy.roles().contains("anon"))
                .filter(policy -> text(policy).contains("'" + bucket.id() + "'"))
                .filter(policy ->
                    !text(policy).contains("auth.") && !text(policy).contains("foldername"))
                .limit(1)
                .map(policy ->
                    LISTING.finding(
                        bucket.id(),
                        "Anybody can list all files of the public bucket %s by the policy “%s”."
                            .formatted(bucket.id(), policy.name()),
                        ofPolicy(material, policy))));
  }

  /** One for the app: the remedy is the same for all. */
  static Stream<Finding> policiesThatAskForEveryRow(Material material) {
    var asking =
        material.catalogue().policies().stream()
            .filter(policy -> BARE_CALL.matcher(text(policy)).find())
            .toList();
    return asking.isEmpty()
        ? Stream.empty()
        : Stream.of(
            PER_ROW.finding(
                "policies",
                "%d policies ask for every row who asks.".formatted(asking.size()),
                asking.stream()
                    .limit(10)
                    .flatMap(policy -> ofPolicy(material, policy).stream())
                    .distinct()
                    .toList()));
  }

  static Stream<Finding> severalPoliciesForOneAct(Material material) {
    var crowded =
        material.catalogue().policies().stream()
            .filter(policy -> policy.permissive() && policy.command() != PolicyCommand.ALL)
            .collect(
                groupingBy(
                    policy ->
                        "%s %s %s".formatted(policy.table(), policy.command(), policy.roles()),
                    TreeMap::new,
                    toList()))
            .values()
            .stream()
            .filter(policies -> policies.size() > 1)
            .toList();
    return crowded.isEmpty()
        ? Stream.empty()
        : Stream.of(
            SEVERAL.finding(
                "policies",
                "In %d cases several policies let the same role do the same."
                    .formatted(crowded.size()),
                crowded.stream()
                    .limit(10)
                    .flatMap(policies -> ofPolicy(material, policies.getFirst()).stream())
                    .distinct()
                    .toList()));
  }

  static Stream<Finding> indexesThatAreThereTwice(Material material) {
    return material.catalogue().tables().stream()
        .flatMap(table ->
            table.indexes().stream()
                .collect(
                    groupingBy(
                        index -> index.definition().replaceFirst("INDEX \\S+ ON", "INDEX ON"),
                        TreeMap::new,
                        toList()))
                .values()
                .stream()
                .filter(same -> same.size() > 1)
                .map(same ->
                    TWICE.finding(
                        table.relation() + "." + same.getFirst().name(),
                        "The indexes %s of %s are the same."
                            .formatted(
                                same.stream().map(Index::name).collect(joining(", ")),
                                table.relation()),
                        ofTable(material, table))));
  }

  static Stream<Finding> columnsThatBlockUpgrades(Material material) {
    return material.catalogue().tables().stream()
        .flatMap(table ->
            table.columns().stream()
                .filter(column -> REG.matcher(column.type()).matches())
                .map(column ->
                    REG_TYPE.finding(
                        table.relation() + "." + column.name(),
                        "%s.%s has the type %s."
                            .formatted(table.relation(), column.name(), column.type()),
                        ofTable(material, table))));
  }

  private static String text(Policy policy) {
    return policy.using() + " " + policy.check();
  }

  private static String key(Policy policy) {
    return policy.table() + "." + policy.name();
  }

  private static List<Evidence> ofPolicy(Material material, Policy policy) {
    return material.evidence("policy " + key(policy), "pg_policies", key(policy));
  }

  private static List<Evidence> ofTable(Material material, Table table) {
    return material.evidence("table " + table.relation(), "pg_class", table.relation());
  }
}
