package io.homeport.cli.demo;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import io.homeport.local.Checkout;
import io.homeport.local.stack.Stack;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the steps of the demo hand to each other. */
final class Story {

  /** The things of the story. */
  enum Part {
    APP,
    IMPORT,
    SPEC,
    ENVIRONMENT,
    FIRST_DEPLOYMENT,
    SECOND_DEPLOYMENT,
    ROLLBACK,
    BACKUP
  }

  /** The app of the demo, and where it is brought to. */
  static final String APP_NAME = "kiln";

  static final String ENVIRONMENT_NAME = "production";

  private final Checkout checkout;
  private final Stack stack;
  private final Consumer<String> teller;
  private final Map<Part, Resource> parts = new EnumMap<>(Part.class);
  private final Map<String, String> urls = new LinkedHashMap<>();
  private @Nullable Journey journey;

  /**
   * @param teller gets the lines of progress within steps
   */
  Story(Checkout checkout, Stack stack, Consumer<String> teller) {
    this.checkout = checkout;
    this.stack = stack;
    this.teller = teller;
  }

  Checkout checkout() {
    return checkout;
  }

  Stack stack() {
    return stack;
  }

  void tell(String line) {
    teller.accept(line);
  }

  Path sample() {
    return checkout.root().resolve("samples/lovable-cloud-spa");
  }

  /** Where the demo keeps what it writes. */
  Path folder() {
    return stack.state().path().resolve("demo");
  }

  void begin(Journey signedIn) {
    journey = signedIn;
  }

  Journey journey() {
    if (journey == null) {
      throw new IllegalStateException("nobody is signed in yet");
    }
    return journey;
  }

  Resource keep(Part part, Resource resource) {
    parts.put(part, resource);
    return resource;
  }

  Resource get(Part part) {
    Resource resource = parts.get(part);
    if (resource == null) {
      throw new IllegalStateException("there is no " + part + " yet");
    }
    return resource;
  }

  void url(String what, String url) {
    urls.put(what, url);
  }

  Map<String, String> urls() {
    return urls;
  }

  /** The ids of the parts there are. */
  Map<String, String> ids() {
    Map<String, String> ids = new LinkedHashMap<>();
    parts.forEach((part, resource) -> ids.put(camelCase(part.name()), resource.id()));
    return ids;
  }

  /** The app as its visitors meet it. */
  DeployedApp app() {
    return new DeployedApp(URI.create(get(Part.ENVIRONMENT).text("url")));
  }

  /** Fails the step unless a condition holds. */
  static void check(boolean condition, String otherwise) {
    if (!condition) {
      throw CommandFailed.failed(otherwise, null);
    }
  }

  private static String camelCase(String name) {
    StringBuilder text = new StringBuilder();
    for (String word : name.split("_")) {
      String lower = word.toLowerCase(java.util.Locale.ROOT);
      text.append(
          text.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
    }
    return text.toString();
  }
}
