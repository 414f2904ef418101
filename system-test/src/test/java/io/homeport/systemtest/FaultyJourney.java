package io.homeport.systemtest;

import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import io.homeport.cli.source.SourceArchive;
import io.homeport.cli.source.SourceFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journey during which programs of the stack are killed, each at its step. */
final class FaultyJourney {

  /** What the journey came to. */
  record Ends(Resource app, Resource environment, Resource deployment, Resource backup) {}

  private final RunningStack stack;
  private final Journey journey;
  private final Map<String, String> victims = new LinkedHashMap<>();
  private final List<String> killed = new CopyOnWriteArrayList<>();
  private Optional<String> victimOfSpec = Optional.empty();

  FaultyJourney(RunningStack stack) {
    this.stack = stack;
    this.journey = new Journey(stack.signIn("ada").api(), this::heard);
  }

  /** Kills a part when the progress of the work first tells of a step. */
  FaultyJourney killAt(String step, String part) {
    victims.put(step, part);
    return this;
  }

  /** Kills a part as soon as the import has completed, when its spec has just begun. */
  FaultyJourney killWhileSpecIsWritten(String part) {
    victimOfSpec = Optional.of(part);
    return this;
  }

  /** What was killed, in order. */
  List<String> killed() {
    return new ArrayList<>(killed);
  }

  /** Brings an app home from nothing to a proved backup. */
  Ends run(String name, Path source) {
    Resource app = journey.createApp(name);
    Resource requested =
        journey.importArchive(
            app,
            SourceArchive.MEDIA_TYPE,
            SourceArchive.publish(SourceFiles.of(source), bytes -> {}),
            Map.of());
    Resource imported = journey.imported(requested);
    victimOfSpec.ifPresent(this::kill);
    Resource spec = journey.specOf(app, imported);
    stack.awaitReady();
    journey.approve(spec);
    Resource environment = journey.environmentOrNew(app, "production");
    Resource started = journey.deploy(app, environment, journey.api().get("/specs/" + spec.id()));
    Resource deployment = journey.deployed(started);
    stack.awaitReady();
    Resource backup = journey.verified(journey.backUp(environment));
    stack.awaitReady();
    return new Ends(app, environment, deployment, backup);
  }

  private void heard(String line) {
    String step = line.substring(0, line.indexOf(':'));
    Optional.ofNullable(victims.remove(step)).ifPresent(this::kill);
  }

  private void kill(String part) {
    killed.add(part);
    stack.kill(part);
  }
}
