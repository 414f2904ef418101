package io.homeport.specs.drafting;

import static java.util.stream.Collectors.groupingBy;

import io.homeport.specs.Place;
import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.catalogue.Catalogue.Relation;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.document.Authentication;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Call;
import io.homeport.specs.document.Authentication.Method;
import io.homeport.specs.document.Authentication.NotTried;
import io.homeport.specs.document.Authentication.Permission;
import io.homeport.specs.document.Authentication.Refusal;
import io.homeport.specs.document.Authentication.Role;
import io.homeport.specs.document.Authentication.SignUpEffect;
import io.homeport.specs.document.Basis;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.material.AppRoles;
import io.homeport.specs.material.Material;
import io.homeport.specs.material.Measurement;
import io.homeport.specs.material.PermissionMatrix;
import io.homeport.specs.material.PermissionMatrix.Asker;
import io.homeport.specs.source.SignInCode;
import io.homeport.specs.source.Uses;
import io.homeport.specs.sql.FunctionBody;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The authentication model, from the code's calls and the database's rules. */
final class AuthenticationPart {

  private static final Relation USERS = new Relation("auth", "users");

  private final Material material;
  private final Catalogue catalogue;
  private final List<NotTried> missed = new ArrayList<>();

  private AuthenticationPart(Material material) {
    this.material = material;
    this.catalogue = material.catalogue();
  }

  static Authentication of(Material material) {
    return new AuthenticationPart(material).write();
  }

  private Authentication write() {
    var roles = roles();
    var permissions =
        Stream.concat(
                catalogue.tables().stream().flatMap(table -> permissions(table, roles)),
                RowRulePermissions.permissions(material, roles))
            .toList();
    return new Authentication(
        methods(),
        roles,
        signUpEffects(),
        permissions,
        files(roles),
        calls(),
        notTried(),
        catalogue.policies().stream().map(this::policy).toList());
  }

  private List<Method> methods() {
    record Key(String name, String provider) {}
    return material.source().authentication().stream()
        .filter(use -> !name(use).isEmpty())
        .collect(
            groupingBy(use -> new Key(name(use), use.provider() == null ? "" : use.provider())))
        .entrySet()
        .stream()
        .sorted(Comparator.comparing(each -> each.getKey().name() + " " + each.getKey().provider()))
        .map(each -> {
          boolean oauth = each.getKey().name().equals("oauth");
          String provider = each.getKey().provider();
          List<Place> places = each.getValue().stream().map(Uses.Authentication::place).toList();
          return new Method(
              each.getKey().name(),
              oauth && !provider.isEmpty() ? provider : null,
              Basis.declaredAt(places));
        })
        .toList();
  }

  private static String name(Uses.Authentication use) {
    return switch (use.method()) {
      case "signInWithPassword", "base44.loginViaEmailPassword", SignInCode.PASSWORD -> "password";
      case "signUp", "base44.register" -> "sign-up";
      case "signInWithOAuth", "base44.loginWithProvider" -> "oauth";
      case "signInWithOtp", "verifyOtp" -> "one-time code";
      case "signInWithIdToken" -> "id token";
      case "signInWithSSO" -> "sso";
      case "signInAnonymously" -> "anonymous";
      case "resetPasswordForEmail" -> "password reset";
      case "enroll", "challenge" -> "second factor";
      case "inviteUserByEmail", "base44.inviteUser" -> "invitation";
      case "base44.redirectToLogin", "base44.login" -> "the builder's sign-in page";
      case SignInCode.TOKEN -> "token of the app's own making";
      default -> "";
    };
  }

  private List<Role> roles() {
    var roles = new ArrayList<Role>();
    roles.add(platformRole("anon", "Anybody, without signing in."));
    roles.add(platformRole("authenticated", "Whoever has signed in."));
    AppRoles.of(catalogue)
        .forEach((name, policies) ->
            roles.add(
                new Role(
                    name,
                    Role.Kind.APP,
                    "Signed-in users with the role %s.".formatted(name),
                    Basis.inferred(
                        policies.isEmpty()
                            ? List.of(Evidence.catalogue("pg_enum", name))
                            : policies.stream().limit(5).map(AuthenticationPart::row).toList()))));
    RowRulePermissions.roles(material, roles).toList().forEach(roles::add);
    roles.add(platformRole("service_role", "The app's own server code; passes by row security."));
    return roles;
  }

  private static Role platformRole(String name, String about) {
    return new Role(
        name,
        Role.Kind.PLATFORM,
        about,
        Basis.declared(List.of(Evidence.catalogue("pg_roles", name))));
  }

  private List<SignUpEffect> signUpEffects() {
    return catalogue.triggers().stream()
        .filter(trigger -> trigger.table().equals(USERS))
        .map(trigger -> {
          var body =
              FunctionBody.of(
                  catalogue.function(trigger.function()).map(Catalogue.Function::body).orElse(""));
          var evidence =
              new ArrayList<>(
                  material.evidence(
                      "trigger auth.users." + trigger.name(),
                      "pg_trigger",
                      "auth.users." + trigger.name()));
          material
              .made("function " + trigger.function())
              .ifPresent(place -> evidence.add(Evidence.at(place)));
          return new SignUpEffect(
              trigger.name(),
              trigger.function().toString(),
              Relations.known(catalogue, body.writes()),
              List.copyOf(body.metadataKeys()),
              Basis.measured(evidence));
        })
        .toList();
  }

  private Stream<Permission> permissions(Table table, List<Role> roles) {
    var matrix = new PermissionMatrix(catalogue);
    return roles.stream()
        .flatMap(role ->
            Stream.of(Action.values()).map(action -> permission(matrix, table, role, action)));
  }

  private Permission permission(PermissionMatrix matrix, Table table, Role role, Action action) {
    var asker =
        switch (role.kind()) {
          case PLATFORM -> new Asker(role.name(), null);
          case APP -> Asker.with(role.name());
        };
    var cell = matrix.cell(asker, table, action);
    var evidence =
        cell.policies().isEmpty()
            ? List.of(Evidence.catalogue("pg_class", table.relation() + " (grants, row security)"))
            : cell.policies().stream().map(AuthenticationPart::row).toList();
    String entity = table.relation().toString();
    var trial = material.measured().cells().get(new Measurement.Cell(role.name(), entity, action));
    var policies = cell.policies().stream().map(Policy::name).toList();
    if (trial != null && missedCondition(trial, cell)) {
      missed.add(
          new NotTried(
              entity,
              role.name(),
              "no made-up row fulfils what its policies ask for %s"
                  .formatted(action.name().toLowerCase(Locale.ROOT))));
    }
    if (trial == null || missedCondition(trial, cell)) {
      return new Permission(
          role.name(),
          entity,
          action,
          cell.access(),
          null,
          null,
          List.of(),
          policies,
          Basis.inferred(evidence));
    }
    return new Permission(
        role.name(),
        entity,
        action,
        trial.access(),
        trial.access() == cell.access() ? null : cell.access(),
        trial.refusal(),
        trial.beyond(),
        policies,
        Basis.measured(withTrial(evidence, trial.sql())));
  }

  /** Nothing was reached, but perhaps no made-up row fulfils what the policies ask. */
  private static boolean missedCondition(Measurement.Trial trial, PermissionMatrix.Cell cell) {
    return trial.access() == Access.NONE
        && trial.refusal() == Refusal.POLICY
        && cell.access() != Access.NONE
        && cell.conditional();
  }

  private static List<Evidence> withTrial(List<Evidence> evidence, @Nullable String sql) {
    return sql == null
        ? evidence
        : Stream.concat(evidence.stream(), Stream.of(Evidence.trial(sql))).toList();
  }

  private List<Permission> files(List<Role> roles) {
    var permissions = new ArrayList<Permission>();
    for (var bucket : catalogue.buckets()) {
      for (var role : roles) {
        for (var action : Action.values()) {
          var trial =
              material
                  .measured()
                  .files()
                  .get(new Measurement.Cell(role.name(), bucket.id(), action));
          if (trial != null) {
            permissions.add(
                new Permission(
                    role.name(),
                    bucket.id(),
                    action,
                    trial.access(),
                    null,
                    trial.refusal(),
                    trial.beyond(),
                    List.of(),
                    Basis.measured(
                        withTrial(
                            List.of(Evidence.catalogue("storage.buckets", bucket.id())),
                            trial.sql()))));
          }
        }
      }
    }
    return permissions;
  }

  private List<Call> calls() {
    return material.measured().calls().stream()
        .map(call -> {
          var evidence =
              withTrial(List.of(Evidence.catalogue("pg_proc", call.function())), call.sql());
          return new Call(
              call.function(),
              call.role(),
              call.outcome(),
              call.changes(),
              call.showsOthersRows(),
              Basis.measured(evidence));
        })
        .toList();
  }

  private List<NotTried> notTried() {
    return Stream.concat(material.measured().notTried().stream(), missed.stream())
        .distinct()
        .toList();
  }

  private Authentication.Policy policy(Policy policy) {
    String key = policy.table() + "." + policy.name();
    return new Authentication.Policy(
        policy.name(),
        policy.table().toString(),
        policy.command().name(),
        policy.roles(),
        policy.permissive(),
        policy.using(),
        policy.check(),
        Basis.measured(material.evidence("policy " + key, "pg_policies", key)));
  }

  private static Evidence row(Policy policy) {
    return Evidence.catalogue("pg_policies", policy.table() + "." + policy.name());
  }
}
