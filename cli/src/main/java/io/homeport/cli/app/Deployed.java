package io.homeport.cli.app;

import io.homeport.cli.client.Resource;

/** A deployment in one line. */
final class Deployed {

  static String line(Resource live) {
    return "Release %s is live%s."
        .formatted(release(live), live.optional("url").map(url -> " at " + url).orElse(""));
  }

  static String release(Resource deployment) {
    return deployment.optional("releaseNumber").or(() -> deployment.optional("release")).orElse("");
  }

  private Deployed() {}
}
