package io.homeport.specs.source;

import io.homeport.specs.source.Weakness.Kind;
import java.util.ArrayList;
import java.util.List;

/** Collects the weaknesses of a tree, one file after the other. */
final class Weaknesses {

  private final List<Weakness> found = new ArrayList<>();

  /** Looks for all kinds in a file. */
  void read(ParsedFile file) {
    var flow = new Flow(file);
    new MarkupWeaknesses(file, flow, this).read();
    new InjectionWeaknesses(file, flow, this).read();
    new TrustWeaknesses(file, flow, this).read();
  }

  void add(Kind kind, boolean certain, String detail, Node at) {
    String shown = detail.length() > 60 ? detail.substring(0, 60) : detail;
    found.add(
        new Weakness(
            kind, certain, Flow.nameAround(at), shown.replaceAll("\\s+", " "), at.place()));
  }

  List<Weakness> all() {
    return found;
  }
}
