package io.homeport.cli.app;

import io.homeport.cli.client.Resource;
import java.util.stream.Stream;

/** What came of a deployment. */
final class Deployed {

  /** That it is live, and what works only in part, one line for each. */
  static String[] lines(Resource live) {
    Stream<String> warnings =
        live.parts("warnings").stream().map(each -> "Warning: " + each.json().asText());
    return Stream.concat(Stream.of(line(live)), warnings).toArray(String[]::new);
  }

  private static String line(Resource live) {
    if (live.state().equals("replaced")) {
      return "Release %s was live, until another deployment replaced it.".formatted(release(live));
    }
    return "Release %s is live%s."
        .formatted(release(live), live.optional("url").map(url -> " at " + url).orElse(""));
  }

  static String release(Resource deployment) {
    return deployment.optional("releaseNumber").or(() -> deployment.optional("release")).orElse("");
  }

  private Deployed() {}
}
