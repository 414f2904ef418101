package io.homeport.cli.app;

import io.homeport.cli.client.Resource;

/** A deployment in one line. */
final class Deployed {

  static String line(Resource live) {
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
