package io.homeport.specs.review;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Owasp;
import io.homeport.specs.document.Severity;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.CommittedSecrets;
import io.homeport.specs.source.Uses;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules on what lies in the source, and on files. */
final class SourceRules {

  private static final Rule.Text BUCKET =
      new Rule.Text(
          "public-bucket",
          Severity.WARN,
          Owasp.BROKEN_ACCESS_CONTROL,
          "Whoever knows or guesses an address reads the file without signing in, and cannot be stopped later.",
          "Make the bucket private and hand out signed addresses, unless all of it is meant to be seen.");

  private static final Rule.Text SECRET =
      new Rule.Text(
          "committed-secret",
          Severity.ERROR,
          Owasp.SECURITY_MISCONFIGURATION,
          "Everybody who has ever had a copy of the source has it, and the builder has one.",
          "Revoke it at its issuer, make a new one, and keep that as a secret of the environment.");

  private static final Rule.Text BROWSER_KEY =
      new Rule.Text(
          "browser-key-in-source",
          Severity.INFO,
          Owasp.SECURITY_MISCONFIGURATION,
          "Every visitor can read it, which is so by design; unrestricted, others use it from their own sites at your expense.",
          "Restrict it at its issuer to the addresses of the app (HTTP referrers) and to the services that it calls.");

  private static final Rule.Text PROJECT =
      new Rule.Text(
          "hard-coded-project-url",
          Severity.INFO,
          Owasp.SECURITY_MISCONFIGURATION,
          "Code with the address in it talks to the old project wherever it is deployed.",
          "Read the address from a variable; Homeport replaces it in what it builds.");

  private static final Rule.Text NOT_UNDERSTOOD =
      new Rule.Text(
          "file-not-understood",
          Severity.INFO,
          Owasp.EXCEPTIONAL_CONDITIONS,
          "What is in it may be missing from this spec.",
          "Look at the file by hand.");

  private static final Pattern PROJECT_HOST =
      Pattern.compile("[a-z0-9]{16,}\\.supabase\\.(?:co|in)");

  private SourceRules() {}

  static Stream<Finding> publicBuckets(Material material) {
    return material.catalogue().buckets().stream()
        .filter(bucket -> bucket.isPublic())
        .map(bucket -> {
          boolean onlyPictures =
              !bucket.allowedMimeTypes().isEmpty()
                  && bucket.allowedMimeTypes().stream().allMatch(type -> type.startsWith("image/"));
          return BUCKET.finding(
              onlyPictures ? Severity.INFO : Severity.WARN,
              bucket.id(),
              "Anybody can read every file of the storage bucket %s%s."
                  .formatted(bucket.id(), onlyPictures ? ", which takes pictures only" : ""),
              List.of(Evidence.catalogue("storage.buckets", bucket.id())));
        });
  }

  /** One for each kind and file, so that it stays the same when lines move. */
  static Stream<Finding> committedSecrets(Material material) {
    return material.source().secrets().stream()
        .collect(
            groupingBy(
                found -> found.kind() + " in " + found.place().file(), TreeMap::new, toList()))
        .entrySet()
        .stream()
        .map(each -> committed(each.getKey(), each.getValue()));
  }

  private static Finding committed(String subject, List<CommittedSecrets.Found> found) {
    var first = found.getFirst();
    String what =
        found.size() == 1
            ? "There is a %s in the source.".formatted(first.kind())
            : "In %d places of %s there is a %s."
                .formatted(found.size(), first.place().file(), first.kind());
    var evidence = found.stream().limit(10).map(each -> Evidence.at(each.place())).toList();
    return switch (first.weight()) {
      case LIVE -> SECRET.finding(subject, what, evidence);
      case TEST -> SECRET.finding(Severity.WARN, subject, what, evidence);
      case PUBLIC -> BROWSER_KEY.finding(subject, what, evidence);
    };
  }

  static Stream<Finding> hardCodedProjects(Material material) {
    return material.source().hosts().stream()
        .filter(host -> PROJECT_HOST.matcher(host.name()).matches())
        .collect(groupingBy(Uses.Host::name, TreeMap::new, toList()))
        .entrySet()
        .stream()
        .map(each ->
            PROJECT.finding(
                each.getKey(),
                "The address of the Supabase project %s is written into %d places."
                    .formatted(each.getKey(), each.getValue().size()),
                each.getValue().stream()
                    .limit(10)
                    .map(host -> Evidence.at(host.place()))
                    .toList()));
  }

  static Stream<Finding> filesNotUnderstood(Material material) {
    var unparsed =
        material.source().unparsed().stream()
            .map(place ->
                NOT_UNDERSTOOD.finding(
                    place.file(),
                    "The syntax of %s is not understood from line %d on."
                        .formatted(place.file(), place.line()),
                    List.of(Evidence.at(place))));
    var tooLong =
        material.source().tooLong().stream()
            .map(place ->
                NOT_UNDERSTOOD.finding(
                    place.file(),
                    "%s is too long to be read.".formatted(place.file()),
                    List.of(Evidence.at(place))));
    var duplicates =
        material.source().configDuplicates().stream()
            .map(place ->
                NOT_UNDERSTOOD.finding(
                    place.toString(),
                    "A section of %s stands there twice; the last one counts."
                        .formatted(place.file()),
                    List.of(Evidence.at(place))));
    return Stream.of(unparsed, tooLong, duplicates).flatMap(each -> each);
  }
}
