package io.homeport.specs.planning;

import io.homeport.contracts.Builder;
import io.homeport.specs.document.Deployment.Variable;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Store;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.MigrationPlan.Provision;
import io.homeport.specs.document.MigrationPlan.Provision.Kind;
import io.homeport.specs.source.BuilderSigns;
import io.homeport.specs.source.OfBuilder;
import io.homeport.specs.source.Uses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What only the owner has or can get. */
final class Provisions {

  private static final int MOST_NAMED = 8;

  /** Services that are called without an account, or that the plan speaks of elsewhere. */
  private static final Set<String> NO_ACCOUNT =
      Set.of("Supabase", "Google", "Unsplash", "OpenStreetMap", "Lovable", "Base44", "Emergent");

  /** Values that the builder gave and that go with what they opened. */
  private static final Pattern OF_BUILDER =
      Pattern.compile(
          "(?:[A-Z]+_)?(?:LOVABLE|BASE44|EMERGENT|REPLIT|REPL)_\\w+|ISSUER_URL|INTEGRATION_PROXY_URL|AI_INTEGRATIONS_\\w+");

  /** Values that whoever runs the app gives. */
  private static final Pattern OF_OPERATION =
      Pattern.compile(
          "(?:VITE_|NEXT_PUBLIC_|REACT_APP_|EXPO_PUBLIC_)?(?:DATABASE_URL|MONGO_URL|DB_NAME|PORT|HOST|CORS_ORIGINS|NODE_ENV|CI|BACKEND_URL|BASE_PATH|PG(?:HOST|PORT|USER|PASSWORD|DATABASE)|VERCEL\\w*|DENO_\\w+|METRO_\\w+)");

  private final Parts parts;
  private final List<Provision> all = new ArrayList<>();

  private Provisions(Parts parts) {
    this.parts = parts;
  }

  static List<Provision> of(Parts parts) {
    var provisions = new Provisions(parts);
    provisions.data();
    provisions.files();
    provisions.accounts();
    provisions.secrets();
    provisions.mailServer();
    provisions.signInClients();
    provisions.domain();
    provisions.all.sort(Comparator.comparing(Provision::kind));
    return List.copyOf(provisions.all);
  }

  private void add(String id, Kind kind, String what, String why, List<Evidence> evidence) {
    all.add(new Provision(id, kind, what, why, evidence.stream().distinct().limit(10).toList()));
  }

  private void data() {
    if (!parts.keepsData()) {
      return;
    }
    for (var store : Store.values()) {
      var kept = parts.domain().entities().stream().filter(each -> each.store() == store).toList();
      if (!kept.isEmpty()) {
        String many = kept.size() == 1 ? "1 kind of thing" : kept.size() + " kinds of things";
        add(
            "data-" + store.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            Kind.DATA_EXPORT,
            export(store),
            "The repository has none of the rows of the %s that the app keeps.".formatted(many),
            kept.stream().flatMap(Provisions::shown).toList());
      }
    }
  }

  private static java.util.stream.Stream<Evidence> shown(Entity entity) {
    return entity.basis().evidence().stream().limit(1);
  }

  private String export(Store store) {
    boolean lovable = parts.material().builder() == Builder.LOVABLE;
    return switch (store) {
      case POSTGRES ->
          lovable
              ? "The data: in Lovable, Cloud › Overview › Advanced settings › Export project data (at most 5 GB, once a day)."
              : "The data: a dump of the live PostgreSQL database, made with pg_dump.";
      case OTHER_SQL -> "The data: a dump of the live database.";
      case MONGODB -> "The data: a dump of the live MongoDB, made with mongodump.";
      case FIRESTORE -> "The data: an export of Firestore from the Firebase console.";
      case BASE44 -> "The data: each entity exported from the app's dashboard at Base44.";
    };
  }

  private void files() {
    var buckets = parts.deployment().buckets();
    if (!buckets.isEmpty()) {
      add(
          "files-buckets",
          Kind.FILES,
          "The files of %s (%s), with their paths."
              .formatted(
                  buckets.size() == 1 ? "1 bucket" : buckets.size() + " buckets",
                  named(buckets.stream().map(each -> each.name()).toList())),
          "An export of the data lists files and does not hold them.",
          buckets.stream().flatMap(each -> each.basis().evidence().stream().limit(1)).toList());
    }
    for (var what :
        List.of(
            OfBuilder.LOVABLE_ASSETS,
            OfBuilder.BASE44_FILES,
            OfBuilder.BASE44_MEDIA,
            OfBuilder.EMERGENT_STORAGE,
            OfBuilder.EMERGENT_ASSETS,
            OfBuilder.REPLIT_STORAGE,
            OfBuilder.VERCEL_BLOB)) {
      var service = parts.services().get(what);
      if (service != null) {
        add(
            "files-" + service.id(),
            Kind.FILES,
            "All files that are in %s.".formatted(service.name().replaceFirst(" \\(.*", "")),
            "They are at the builder only and end with the old app.",
            service.evidence());
      }
    }
  }

  private void accounts() {
    var ai =
        parts.services().values().stream()
            .filter(each -> each.id().endsWith("-ai"))
            .flatMap(each -> each.evidence().stream())
            .toList();
    if (!ai.isEmpty()) {
      add(
          "account-ai",
          Kind.ACCOUNT,
          "An account with an AI provider, with a key and a limit on what it may spend.",
          "The builder's AI key does not work after the move.",
          ai);
    }
    if (parts.uses(OfBuilder.LOVABLE_MAIL, OfBuilder.BASE44_MAIL)) {
      add(
          "account-mail",
          Kind.ACCOUNT,
          "An account with a mail service, with your domain confirmed there.",
          "The builder no longer sends the app's mails.",
          parts.services().values().stream()
              .filter(each -> each.id().endsWith("-mail") && !each.id().contains("auth"))
              .flatMap(each -> each.evidence().stream())
              .toList());
    }
    for (var service : parts.deployment().services()) {
      boolean known = !service.hosts().contains(service.name());
      if (known && !service.ofBuilder() && !NO_ACCOUNT.contains(service.name())) {
        add(
            "account-" + service.name().toLowerCase(Locale.ROOT).replace(' ', '-'),
            Kind.ACCOUNT,
            "Access to the account at %s.".formatted(service.name()),
            "The app calls it: its key is made there, and addresses that it calls back are entered there.",
            service.basis().evidence());
      }
    }
  }

  private void secrets() {
    var plain = new ArrayList<Variable>();
    for (var variable : parts.deployment().variables()) {
      if (!isOwners(variable)) {
        continue;
      }
      if (variable.secret()) {
        add(
            "secret-" + variable.name(),
            Kind.SECRET,
            "The value of %s.".formatted(variable.name()),
            "It is secret and in no file; what reads it fails without it.",
            variable.basis().evidence());
      } else if (!variable.committed()) {
        plain.add(variable);
      }
    }
    if (!plain.isEmpty()) {
      add(
          "settings",
          Kind.SECRET,
          "The values of %s: %s."
              .formatted(
                  plain.size() == 1 ? "1 setting" : plain.size() + " settings",
                  named(plain.stream().map(Variable::name).toList())),
          "No file of the repository sets them.",
          plain.stream().flatMap(each -> each.basis().evidence().stream().limit(1)).toList());
    }
  }

  private static boolean isOwners(Variable variable) {
    return variable.providedBy().equals("owner")
        && !OF_BUILDER.matcher(variable.name()).matches()
        && !OF_OPERATION.matcher(variable.name()).matches()
        && BuilderSigns.ofVariable(variable.name()).isEmpty();
  }

  private void mailServer() {
    if (parts.sendsSignInMails()) {
      add(
          "mail-server",
          Kind.MAIL_SERVER,
          "An SMTP server with user, password and a sender address of your domain.",
          "Mails for sign-up and new passwords were sent by the builder.",
          parts.authentication().methods().stream()
              .flatMap(each -> each.basis().evidence().stream().limit(1))
              .toList());
    }
  }

  private void signInClients() {
    var byProvider = new TreeMap<String, List<Evidence>>();
    for (var use : parts.material().source().authentication()) {
      String provider = provider(use);
      if (!provider.isEmpty()) {
        byProvider.computeIfAbsent(provider, _ -> new ArrayList<>()).add(Evidence.at(use.place()));
      }
    }
    var emergent = parts.services().get(OfBuilder.EMERGENT_SIGN_IN);
    if (emergent != null) {
      byProvider.computeIfAbsent("google", _ -> new ArrayList<>()).addAll(emergent.evidence());
    }
    byProvider.forEach((provider, evidence) ->
        add(
            "sign-in-" + provider,
            Kind.SIGN_IN_CLIENT,
            "An OAuth client of your own at %s that may redirect to https://<your domain>/auth/v1/callback, and its id and secret."
                .formatted(name(provider)),
            "The builder's client does not know the app's new address.",
            evidence));
    var replit = parts.services().get(OfBuilder.REPLIT_SIGN_IN);
    if (replit != null) {
      add(
          "sign-in-replit",
          Kind.SIGN_IN_CLIENT,
          "A sign-in provider (OpenID) in place of Replit, with a client that may redirect to your domain.",
          "Replit's sign-in works for apps at Replit only.",
          replit.evidence());
    }
  }

  private static String provider(Uses.Authentication use) {
    return use.provider() == null ? "" : use.provider().toLowerCase(Locale.ROOT);
  }

  static String name(String provider) {
    return switch (provider) {
      case "github" -> "GitHub";
      case "gitlab" -> "GitLab";
      case "linkedin", "linkedin_oidc" -> "LinkedIn";
      case "azure", "microsoft" -> "Microsoft";
      default ->
          provider.isEmpty()
              ? provider
              : Character.toUpperCase(provider.charAt(0)) + provider.substring(1);
    };
  }

  private void domain() {
    if (parts.workflows().pages().isEmpty() && parts.material().source().programs().isEmpty()) {
      return;
    }
    var address = parts.services().get(OfBuilder.ADDRESS);
    add(
        "domain",
        Kind.DOMAIN,
        "The domain under which people shall find the app, and access to its DNS.",
        "An address at the builder cannot be taken along.",
        address == null ? List.of() : address.evidence());
  }

  static String named(List<String> names) {
    String some = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMED;
    return more > 0 ? some + " and %d more".formatted(more) : some;
  }
}
