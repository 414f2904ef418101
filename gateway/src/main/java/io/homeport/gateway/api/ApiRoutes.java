package io.homeport.gateway.api;

import java.util.List;
import java.util.Optional;

/** Which service answers which part of the API. */
final class ApiRoutes {

  static final String PREFIX = "/api/v1/";

  /**
   * The service that owns a path of the API, by the noun that the path is about:
   *
   * <pre>
   * apps, apps/{app}                                       import
   * apps/{app}/imports, imports                            import
   * apps/{app}/hooks, hooks                                import
   * apps/{app}/deploy-key, known-hosts                     import
   * apps/{app}/specs, apps/{app}/plan, specs               spec
   * apps/{app}/environments, apps/{app}/releases           deploy
   * apps/{app}/deployment-rules                            deploy
   * environments, deployments, releases, domains           deploy
   * apps/{app}/backups, backups, restores                  backup
   * environments/{id}/backups, environments/{id}/backup-policy,
   * environments/{id}/restores, environments/{id}/moments   backup
   * operations/{service}                                   that service
   * </pre>
   *
   * @param path decoded, starting with {@link #PREFIX}
   * @return empty if nobody owns it
   */
  static Optional<Service> serviceFor(String path) {
    if (!path.startsWith(PREFIX)) {
      return Optional.empty();
    }
    List<String> segments = List.of(path.substring(PREFIX.length()).split("/", -1));
    String noun = segments.get(0);
    String part = segments.size() > 2 ? segments.get(2) : "";
    return switch (noun) {
      case "apps" -> Optional.of(ofApp(part));
      case "imports", "hooks", "known-hosts" -> Optional.of(Service.IMPORT);
      case "specs" -> Optional.of(Service.SPEC);
      case "environments" -> Optional.of(ofEnvironment(part));
      case "deployments", "releases", "domains" -> Optional.of(Service.DEPLOY);
      case "backups", "restores" -> Optional.of(Service.BACKUP);
      case "operations" -> segments.size() > 1 ? Service.named(segments.get(1)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Service ofApp(String part) {
    return switch (part) {
      case "specs", "plan" -> Service.SPEC;
      case "environments", "releases", "deployments", "deployment-rules" -> Service.DEPLOY;
      case "backups", "restores" -> Service.BACKUP;
      default -> Service.IMPORT;
    };
  }

  private static Service ofEnvironment(String part) {
    return switch (part) {
      case "backups", "backup-policy", "restores", "moments" -> Service.BACKUP;
      default -> Service.DEPLOY;
    };
  }

  private ApiRoutes() {}
}
