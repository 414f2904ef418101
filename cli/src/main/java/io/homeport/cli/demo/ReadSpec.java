package io.homeport.cli.demo;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.client.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Waits for the specification, keeps its Markdown and finds the sample's planted weaknesses in it.
 */
final class ReadSpec implements Step {

  /**
   * A weakness that the sample has on purpose.
   *
   * @param marks words that the finding about it holds
   */
  private record Planted(String name, List<String> marks) {
    boolean isShownBy(Resource finding) {
      String text = finding.json().toString();
      return marks.stream().allMatch(text::contains);
    }
  }

  private static final List<Planted> PLANTED =
      List.of(
          new Planted("always-true write policy", List.of("announcements", "true")),
          new Planted("sign-up makes an admin", List.of("handle_new_user", "role")));

  @Override
  public String name() {
    return "specification";
  }

  @Override
  public Map<String, Object> run(Story story) {
    Resource spec = story.journey().specOf(story.get(Story.Part.APP), story.get(Story.Part.IMPORT));
    story.keep(Story.Part.SPEC, spec);
    Path markdown = keepMarkdown(story, spec);
    Resource document = story.journey().api().get("/specs/%s/document".formatted(spec.id()));
    List<Resource> findings = document.parts("findings");
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("markdown", markdown.toString());
    detail.put("entities", document.part("domain").parts("entities").size());
    detail.put("findings", findings.size());
    detail.put("planted", PLANTED.stream().map(each -> found(each, findings)).toList());
    Story.check(
        document.part("domain").parts("entities").size() >= 8,
        "The specification has fewer entities than the sample has tables.");
    return detail;
  }

  private static Path keepMarkdown(Story story, Resource spec) {
    String markdown = story.journey().api().text("/specs/" + spec.id(), "text/markdown");
    Story.check(markdown.contains("erDiagram"), "The specification's Markdown has no diagram.");
    Path file = story.folder().resolve("SPEC.md");
    try {
      Files.createDirectories(story.folder());
      Files.writeString(file, markdown);
    } catch (IOException e) {
      throw CommandFailed.failed(file + " cannot be written: " + e.getMessage(), null);
    }
    return file;
  }

  private static String found(Planted planted, List<Resource> findings) {
    return findings.stream()
        .filter(planted::isShownBy)
        .findFirst()
        .map(finding -> "%s (%s)".formatted(planted.name(), finding.text("rule")))
        .orElseThrow(() ->
            CommandFailed.failed(
                "The review did not find the planted weakness: " + planted.name() + ".", null));
  }
}
