package io.homeport.cli.client;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.ExitCode;
import java.net.http.HttpRequest.BodyPublisher;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps that bring an app home, as requests to the public API. Every step that only starts work
 * has one that waits for its end.
 */
public final class Journey {
  private static final Duration OTHERS_HEAR = Duration.ofSeconds(30);
  private static final Duration IMPORT_LIMIT = Duration.ofMinutes(10);
  private static final Duration SPEC_LIMIT = Duration.ofMinutes(10);
  private static final Duration DEPLOYMENT_LIMIT = Duration.ofMinutes(20);
  private static final Duration BACKUP_LIMIT = Duration.ofMinutes(30);

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** The last step of work that failed; why is told once, as the command's own failure. */
  private static final String FAILED = "failed";

  private static final String ITS_DEPLOYMENTS = "homeport deployments APP --env NAME";
  private static final String ITS_BACKUPS = "homeport backup list APP";

  private final Api api;
  private final Consumer<String> teller;

  /**
   * @param teller gets the lines of progress
   */
  public Journey(Api api, Consumer<String> teller) {
    this.api = api;
    this.teller = teller;
  }

  public Api api() {
    return api;
  }

  public List<Resource> apps() {
    return api.list("/apps");
  }

  /**
   * Finds an app by its name or its id.
   *
   * @throws CommandFailed if there is none in the organization
   */
  public Resource app(String nameOrId) {
    return find(apps(), nameOrId)
        .orElseThrow(
            () -> notFound("There is no app %s.".formatted(nameOrId), "See: homeport app list"));
  }

  public Resource createApp(String name) {
    return api.post("/apps", Map.of("name", name));
  }

  /** The app of that name or id; empty if there is none in the organization. */
  public Optional<Resource> appIfThere(String nameOrId) {
    return find(apps(), nameOrId);
  }

  /** The app of that name, made if there is none. */
  public Resource appOrNew(String name) {
    return appIfThere(name)
        .orElseGet(() -> {
          teller.accept("There is no app %s yet: adding it.".formatted(name));
          return createApp(name);
        });
  }

  /**
   * Sends an archive to be imported.
   *
   * @param said where it came from and how it is to be taken, as parameters of the request
   */
  public Resource importArchive(
      Resource app, String mediaType, BodyPublisher archive, Map<String, String> said) {
    String query =
        said.entrySet().stream()
            .map(each -> each.getKey() + "=" + Api.encode(each.getValue()))
            .collect(Collectors.joining("&"));
    return api.upload(
        "/apps/%s/imports%s".formatted(app.id(), query.isEmpty() ? "" : "?" + query),
        mediaType,
        archive);
  }

  /**
   * Has a Git repository imported.
   *
   * @param path the folder of the repository to import; null for all of it
   * @param again whether a spec is wanted even if the source is unchanged
   */
  public Resource importGit(
      Resource app, String url, @Nullable String ref, @Nullable String path, boolean again) {
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("gitUrl", url);
    if (ref != null) {
      wanted.put("ref", ref);
    }
    if (path != null) {
      wanted.put("path", path);
    }
    if (again) {
      wanted.put("again", true);
    }
    return api.post("/apps/%s/imports".formatted(app.id()), wanted);
  }

  /** Waits for an import; a failed one is a {@link CommandFailed} that says why. */
  public Resource imported(Resource requested) {
    return over("/imports/" + requested.id(), Set.of("completed", "failed"), IMPORT_LIMIT);
  }

  /** The app's specs, newest first; none before its first import is known to who writes them. */
  public List<Resource> specs(Resource app) {
    return known("/apps/%s/specs".formatted(app.id()));
  }

  /** The newest spec of an app. */
  public Resource newestSpec(Resource app) {
    return specs(app).stream()
        .findFirst()
        .map(each -> api.get("/specs/" + each.id()))
        .orElseThrow(() ->
            notFound(
                "There is no spec of %s yet.".formatted(app.text("name")),
                "Import its source first: homeport import FOLDER --app " + app.text("name")));
  }

  /** Waits until the spec of an import is written. */
  public Resource specOf(Resource app, Resource completedImport) {
    Resource started =
        Waiting.until(
                "No spec of import %s was begun within %d s."
                    .formatted(completedImport.id(), OTHERS_HEAR.multipliedBy(4).toSeconds()),
                OTHERS_HEAR.multipliedBy(4),
                () -> specs(app).stream().filter(each -> isOf(each, completedImport)).findFirst(),
                Optional::isPresent)
            .orElseThrow();
    return over(
        "/specs/" + started.id(), Set.of("drafted", "approved", "rejected", "failed"), SPEC_LIMIT);
  }

  public Resource approve(Resource spec) {
    return api.post("/specs/%s/approval".formatted(spec.id()));
  }

  public Resource reject(Resource spec, String reason) {
    return api.post("/specs/%s/rejection".formatted(spec.id()), Map.of("reason", reason));
  }

  public List<Resource> environments(Resource app) {
    return known("/apps/%s/environments".formatted(app.id()));
  }

  /** The environment of an app by its name or id. */
  public Resource environment(Resource app, String nameOrId) {
    return find(environments(app), nameOrId)
        .orElseThrow(() ->
            notFound(
                "%s has no environment %s.".formatted(app.text("name"), nameOrId),
                "See: homeport env list " + app.text("name")));
  }

  /** Adds an environment. That the app exists may still be on its way to who answers. */
  public Resource createEnvironment(Resource app, String name) {
    return Waiting.untilHeard(
        OTHERS_HEAR,
        refused -> refused.status() == 404,
        () -> api.post("/apps/%s/environments".formatted(app.id()), Map.of("name", name)));
  }

  public Resource environmentOrNew(Resource app, String name) {
    return find(environments(app), name).orElseGet(() -> createEnvironment(app, name));
  }

  /** Starts a deployment of the newest approved spec. An approval may still be on its way. */
  public Resource deploy(Resource app, Resource environment) {
    return deploy(app, environment, newestSpec(app));
  }

  public Resource deploy(Resource app, Resource environment, Resource spec) {
    return deploy(app, environment, spec, Set.of());
  }

  /** What whoever asks for a deployment can agree to. */
  public enum Consent {
    /** Its migrations may run without a backup before them. */
    NO_RESTORE_POINT("withoutRestorePoint"),
    /** Its migrations may drop what has rows. */
    DATA_LOSS("acceptDataLoss");

    private final String field;

    Consent(String field) {
      this.field = field;
    }
  }

  /** Starts a deployment of a spec. The spec and its approval may still be on their way. */
  public Resource deploy(Resource app, Resource environment, Resource spec, Set<Consent> consent) {
    boolean approved = spec.state().equals("approved");
    var wanted = new HashMap<String, Object>();
    wanted.put("specId", spec.id());
    consent.forEach(each -> wanted.put(each.field, true));
    return Waiting.untilHeard(
        OTHERS_HEAR,
        refused -> refused.status() == 404 || approved && refused.status() == 409,
        () -> api.post("/environments/%s/deployments".formatted(environment.id()), wanted));
  }

  public List<Resource> deployments(Resource environment) {
    return api.list("/environments/%s/deployments".formatted(environment.id()));
  }

  /**
   * Waits until a deployment is live, or was until another replaced it; one that failed, or that
   * nobody wants any more, is a {@link CommandFailed} that says why.
   */
  public Resource deployed(Resource started) {
    Resource ended =
        over(
            "/deployments/" + started.id(),
            Set.of("live", "replaced", "failed", "superseded", "canceled"),
            DEPLOYMENT_LIMIT);
    ended
        .optional("supersededBy")
        .ifPresent(newer -> {
          throw new CommandFailed(
              ExitCode.CONFLICT,
              "Deployment %s took the place of this one while it waited.".formatted(newer),
              "Look at it: homeport deployment show " + newer);
        });
    ended
        .optional("canceledBy")
        .ifPresent(who -> {
          throw new CommandFailed(
              ExitCode.CONFLICT, "%s canceled the deployment.".formatted(who), null);
        });
    return ended;
  }

  /**
   * A deployment by its id.
   *
   * @throws CommandFailed if there is none in the organization
   */
  public Resource deployment(String id) {
    return ofId("deployment", id, ITS_DEPLOYMENTS, () -> api.get("/deployments/" + id));
  }

  /**
   * Calls a deployment off.
   *
   * @throws CommandFailed if there is none of this id in the organization
   */
  public Resource cancel(String deployment) {
    return ofId(
        "deployment",
        deployment,
        ITS_DEPLOYMENTS,
        () -> api.post("/deployments/%s/cancellation".formatted(deployment)));
  }

  /**
   * What the last build into an environment wrote.
   *
   * @throws CommandFailed if nothing was built yet
   */
  public String buildLog(Resource environment) {
    for (Resource each : deployments(environment)) {
      String log = api.text("/deployments/%s/log".formatted(each.id()), "text/plain");
      if (!log.isBlank()) {
        return log;
      }
    }
    throw notFound(
        "Nothing was built for %s yet.".formatted(environment.text("name")),
        "Deploy: homeport deploy APP --env " + environment.text("name"));
  }

  /**
   * Starts to bring back a release.
   *
   * @param release its id; null for the one before the one that answers now
   */
  public Resource rollback(Resource environment, @Nullable String release) {
    return rollback(environment, release, false);
  }

  /**
   * Starts to bring back a release.
   *
   * @param release its id; null for the one before the one that answers now
   * @param anyway whether also when migrations took away what it may need
   */
  public Resource rollback(Resource environment, @Nullable String release, boolean anyway) {
    Map<String, Object> wanted = new LinkedHashMap<>();
    if (release != null) {
      wanted.put("releaseId", release);
    }
    if (anyway) {
      wanted.put("anyway", true);
    }
    return api.post("/environments/%s/rollbacks".formatted(environment.id()), wanted);
  }

  public List<Resource> releases(Resource app) {
    return known("/apps/%s/releases".formatted(app.id()));
  }

  /**
   * A release of an app by its number or its id.
   *
   * @throws CommandFailed if the app has none such
   */
  public Resource release(Resource app, String numberOrId) {
    return releases(app).stream()
        .filter(each -> each.id().equals(numberOrId) || each.text("number").equals(numberOrId))
        .findFirst()
        .orElseThrow(() ->
            notFound(
                "%s has no release %s.".formatted(app.text("name"), numberOrId),
                "See: homeport releases " + app.text("name")));
  }

  public List<Resource> imports(Resource app) {
    return api.list("/apps/%s/imports".formatted(app.id()));
  }

  public List<Resource> backups(Resource app) {
    return known("/apps/%s/backups".formatted(app.id()));
  }

  /** Starts a backup. That the environment exists may still be on its way to who answers. */
  public Resource backUp(Resource environment) {
    return Waiting.untilHeard(
        OTHERS_HEAR,
        refused -> refused.status() == 404,
        () -> api.post("/environments/%s/backups".formatted(environment.id())));
  }

  /** Waits until a backup is proved; a failed one is a {@link CommandFailed} that says why. */
  public Resource verified(Resource requested) {
    return over("/backups/" + requested.id(), Set.of("verified", "failed"), BACKUP_LIMIT);
  }

  /**
   * A backup by its id.
   *
   * @throws CommandFailed if there is none in the organization
   */
  public Resource backup(String id) {
    return ofId("backup", id, ITS_BACKUPS, () -> api.get("/backups/" + id));
  }

  /**
   * Starts to restore a backup.
   *
   * @throws CommandFailed if there is none of this id in the organization
   */
  public Resource restore(String backup, boolean promote) {
    return restore(backup, Map.of("promote", promote));
  }

  /**
   * Likewise.
   *
   * @param wanted of it, as the API takes it
   */
  public Resource restore(String backup, Map<String, Object> wanted) {
    return ofId(
        "backup",
        backup,
        ITS_BACKUPS,
        () -> api.post("/backups/%s/restores".formatted(backup), wanted));
  }

  /** From when to when an environment can be restored to any moment. */
  public Resource moments(Resource environment) {
    return api.get("/environments/%s/moments".formatted(environment.id()));
  }

  /**
   * Restores an environment as it was at a moment, and waits until that is done.
   *
   * @param wanted of it, as the API takes it
   */
  public Resource restoreMoment(Resource environment, Map<String, Object> wanted) {
    Resource requested = api.post("/environments/%s/restores".formatted(environment.id()), wanted);
    over(
        "/backups/" + requested.text("backup"),
        Set.of("stored", "restored", "verified", "failed"),
        BACKUP_LIMIT);
    return restored(requested);
  }

  /** What was got of an environment's backups, newest first. */
  public List<Resource> restores(Resource environment) {
    return api.list("/environments/%s/restores".formatted(environment.id()));
  }

  public List<Resource> hooks(Resource app) {
    return api.list(pathOfHooks(app));
  }

  public Resource createHook(
      Resource app, String forge, List<String> branches, boolean pullRequests) {
    return api.post(
        pathOfHooks(app),
        Map.of("forge", forge, "branches", branches, "pullRequests", pullRequests));
  }

  /**
   * Removes a hook.
   *
   * @throws CommandFailed if the app has none of this id
   */
  public void deleteHook(Resource app, String id) {
    ofId(
        "hook of " + app.text("name"),
        id,
        "homeport hook list " + app.text("name"),
        () -> {
          api.delete(pathOfHooks(app) + "/" + id);
          return app;
        });
  }

  private static String pathOfHooks(Resource app) {
    return "/apps/%s/hooks".formatted(app.id());
  }

  /** Something that is known by its id alone, as lists show it. */
  private static Resource ofId(String what, String id, String list, Supplier<Resource> request) {
    CommandFailed none =
        notFound(
            "There is no %s with the id %s.".formatted(what, id), "The ids are listed by: " + list);
    if (!ID.matcher(id).matches()) {
      throw none;
    }
    try {
      return request.get();
    } catch (Refused refused) {
      throw refused.status() == 404 ? none : refused;
    }
  }

  /** Waits until a restore is done; a failed one is a {@link CommandFailed} that says why. */
  public Resource restored(Resource requested) {
    return over("/restores/" + requested.id(), Set.of("completed", "failed"), BACKUP_LIMIT);
  }

  /** A list that is empty as long as who answers has not heard of what it belongs to. */
  private List<Resource> known(String path) {
    try {
      return api.list(path);
    } catch (Refused refused) {
      if (refused.status() == 404) {
        return List.of();
      }
      throw refused;
    }
  }

  private Resource over(String path, Set<String> lastStates, Duration limit) {
    Predicate<Resource> over = each -> lastStates.contains(each.state());
    return succeeded(Waiting.untilOver(api, path, over, limit, this::tell));
  }

  /**
   * Of a build's log only which commands run is progress; the rest is in the log, for who asks. Why
   * work failed is told as the command's own failure.
   */
  private void tell(Progress.Line line) {
    if (line.step().equals(FAILED)) {
      return;
    }
    if (!line.step().equals("build-log")) {
      teller.accept("%s: %s".formatted(line.step(), line.message()));
      return;
    }
    line.message()
        .lines()
        .filter(each -> each.startsWith("$ "))
        .forEach(command -> teller.accept("build: " + command));
  }

  private static Resource succeeded(Resource ended) {
    if (ended.state().equals("failed")) {
      throw ended
          .failure()
          .orElseGet(
              () -> CommandFailed.failed(ended.id() + " failed and does not say why.", null));
    }
    return ended;
  }

  private static boolean isOf(Resource spec, Resource completedImport) {
    String drafted = completedImport.optional("unchangedSince").orElse(completedImport.id());
    return spec.text("importId").equals(drafted);
  }

  private static Optional<Resource> find(List<Resource> all, String nameOrId) {
    return all.stream()
        .filter(each ->
            each.optional("name").equals(Optional.of(nameOrId)) || each.id().equals(nameOrId))
        .findFirst();
  }

  private static CommandFailed notFound(String what, String remedy) {
    return new CommandFailed(ExitCode.NOT_FOUND, what, remedy);
  }
}
