package io.homeport.deploy.build;

import io.homeport.processes.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * When Next.js makes the pages of an app. It makes what it can while it builds, and a build fails
 * if a page then asks a database that is not there; hosters let builds reach the live one, which is
 * not done here.
 *
 * @see <a
 *     href="https://nextjs.org/docs/app/api-reference/file-conventions/route-segment-config#dynamic">dynamic</a>
 */
final class NextPages {
  private static final Pattern FAILED_IN_ADVANCE =
      Pattern.compile("Error occurred prerendering page|Export encountered (?:an )?error");
  private static final Pattern LAYOUT = Pattern.compile("layout\\.(tsx|jsx|ts|js)");
  private static final Pattern HAS_ITS_OWN_WAY =
      Pattern.compile("^\\s*[\"']use client[\"']|export\\s+const\\s+dynamic\\b", Pattern.MULTILINE);
  private static final String OF_REQUESTS = "\nexport const dynamic = \"force-dynamic\";\n";

  /**
   * In the build's folder, lets pages be made when they are asked for.
   *
   * @param built how the build ended
   * @return true if that may help
   */
  static boolean ofRequests(Path source, Finished built) {
    boolean failed = FAILED_IN_ADVANCE.matcher(built.stdout() + built.stderr()).find();
    return failed && !layouts(source).stream().filter(NextPages::letWait).toList().isEmpty();
  }

  /** Those that all other layouts are within: of the app, or of groups of routes in it. */
  private static List<Path> layouts(Path source) {
    return Stream.of(source.resolve("app"), source.resolve("src/app"))
        .filter(app -> BuiltFiles.isFolder(source, app))
        .flatMap(app -> Stream.concat(Stream.of(app), listed(app).filter(NextPages::isGroup)))
        .flatMap(NextPages::listed)
        .filter(file -> LAYOUT.matcher(name(file)).matches())
        .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  private static boolean isGroup(Path folder) {
    return name(folder).startsWith("(") && name(folder).endsWith(")");
  }

  private static boolean letWait(Path layout) {
    try {
      if (HAS_ITS_OWN_WAY.matcher(BuiltFiles.text(layout, StandardCharsets.UTF_8)).find()) {
        return false;
      }
      try (var channel =
          Files.newByteChannel(
              layout,
              Set.of(
                  StandardOpenOption.WRITE,
                  StandardOpenOption.APPEND,
                  LinkOption.NOFOLLOW_LINKS))) {
        channel.write(ByteBuffer.wrap(OF_REQUESTS.getBytes(StandardCharsets.UTF_8)));
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(layout + " in the build's folder cannot be written", e);
    }
  }

  private static Stream<Path> listed(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read", e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private NextPages() {}
}
