package io.homeport.specs.format;

import io.homeport.specs.document.Reviewed;
import io.homeport.specs.document.ReviewedJson;
import io.homeport.specs.document.SpecMarkdown;
import io.homeport.specs.packages.PackageList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The forms in which a spec can be had. The same document and remarks give the same bytes. */
public enum SpecFormat {
  /** A page for people and repositories, with Mermaid diagrams. */
  MD("text/markdown;charset=UTF-8"),
  /** A page for people, in one file that loads nothing. */
  HTML("text/html;charset=UTF-8"),
  /** The document, with what people said laid over it. */
  JSON("application/json"),
  /** The tables, for diagram editors. */
  DBML("text/plain;charset=UTF-8"),
  /** The tables, for tbls. */
  TBLS("application/json"),
  /** The findings, for code scanning. */
  SARIF("application/sarif+json"),
  /** What it needs to run, for platforms that read Score. */
  SCORE("application/yaml"),
  /** The packages it is made of, as a bill of materials. */
  CYCLONEDX("application/vnd.cyclonedx+json;version=1.6");

  private final String mediaType;

  SpecFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  public static Optional<SpecFormat> of(String name) {
    return Arrays.stream(values()).filter(each -> each.toString().equals(name)).findFirst();
  }

  /** For what needs no list of packages. */
  public byte[] render(Reviewed spec) {
    return render(spec, PackageList.none());
  }

  /**
   * @param packages the list that the document names
   */
  public byte[] render(Reviewed spec, PackageList packages) {
    return switch (this) {
      case MD -> bytes(SpecMarkdown.of(spec));
      case HTML -> bytes(HtmlSpec.of(spec));
      case JSON -> ReviewedJson.of(spec);
      case DBML -> bytes(Dbml.of(spec.document()));
      case TBLS -> bytes(Tbls.of(spec.document()));
      case SARIF -> bytes(Sarif.of(spec));
      case SCORE -> bytes(Score.of(spec.document()));
      case CYCLONEDX -> CycloneDx.of(spec.document(), packages);
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
