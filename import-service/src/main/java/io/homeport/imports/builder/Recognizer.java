package io.homeport.imports.builder;

import io.homeport.contracts.Builder;
import io.homeport.imports.tree.SourceTree;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Recognises the builder from the traces its exports carry. Each trace has a weight; the builder
 * with the most wins, and an app without any is {@code unknown}, which is no error.
 */
public final class Recognizer {

  /** A trace: a file that is there, or a text in a file. */
  private record Trace(Builder builder, int weight, String file, String text) {

    static Trace file(Builder builder, int weight, String file) {
      return new Trace(builder, weight, file, "");
    }

    String describe() {
      return text.isEmpty() ? file + " is there" : file + " mentions " + text;
    }
  }

  private static final int DECISIVE = 5;
  private static final int STRONG = 3;
  private static final int HINT = 1;

  private static final List<Trace> TRACES =
      List.of(
          Trace.file(Builder.LOVABLE, DECISIVE, ".lovable"),
          new Trace(Builder.LOVABLE, DECISIVE, "package.json", "lovable-tagger"),
          new Trace(Builder.LOVABLE, DECISIVE, "package.json", "@lovable.dev/"),
          new Trace(Builder.LOVABLE, STRONG, "index.html", "lovable"),
          new Trace(Builder.LOVABLE, STRONG, "index.html", "cdn.gpteng.co"),
          new Trace(Builder.LOVABLE, STRONG, "AGENTS.md", "LOVABLE:BEGIN"),
          new Trace(Builder.LOVABLE, STRONG, "README.md", "lovable.dev"),
          Trace.file(Builder.LOVABLE, STRONG, "public/lovable-uploads"),
          Trace.file(Builder.LOVABLE, STRONG, "src/integrations/lovable"),
          new Trace(Builder.LOVABLE, STRONG, "vite.config.ts", "@lovable.dev/"),
          new Trace(Builder.LOVABLE, HINT, "bun.lock", "@lovable.dev/"),
          Trace.file(Builder.LOVABLE, HINT, "src/integrations/supabase/client.ts"),
          Trace.file(Builder.BOLT, DECISIVE, ".bolt"),
          new Trace(Builder.BOLT, STRONG, "README.md", "bolt.new"),
          Trace.file(Builder.BASE44, DECISIVE, "base44"),
          new Trace(Builder.BASE44, DECISIVE, "package.json", "@base44/sdk"),
          Trace.file(Builder.BASE44, STRONG, "src/api/base44Client.js"),
          Trace.file(Builder.EMERGENT, DECISIVE, ".emergent"),
          new Trace(Builder.EMERGENT, DECISIVE, "backend/requirements.txt", "emergentintegrations"),
          new Trace(Builder.EMERGENT, STRONG, "frontend/public/index.html", "emergent"),
          new Trace(Builder.EMERGENT, STRONG, ".gitconfig", "emergent.sh"),
          new Trace(Builder.EMERGENT, STRONG, "test_result.md", "testing_agent"),
          Trace.file(Builder.EMERGENT, STRONG, "frontend/plugins/visual-edits"),
          Trace.file(Builder.EMERGENT, HINT, "memory/PRD.md"),
          Trace.file(Builder.EMERGENT, HINT, "test_result.md"),
          Trace.file(Builder.V0, DECISIVE, "v0-user-next.config.mjs"),
          new Trace(Builder.V0, STRONG, "app/layout.tsx", "v0.dev"),
          new Trace(Builder.V0, STRONG, "app/layout.tsx", "v0.app"),
          new Trace(Builder.V0, STRONG, "README.md", "v0.dev"),
          new Trace(Builder.V0, STRONG, "README.md", "v0.app"),
          Trace.file(Builder.REPLIT, DECISIVE, ".replit"),
          Trace.file(Builder.REPLIT, STRONG, "server/replitAuth.ts"),
          new Trace(Builder.REPLIT, STRONG, "package.json", "@replit/"));

  /** Looks at a source tree. */
  public static Recognition recognize(SourceTree tree) {
    Map<Builder, Integer> weights = new EnumMap<>(Builder.class);
    Map<Builder, List<String>> evidence = new EnumMap<>(Builder.class);
    for (Trace trace : TRACES) {
      if (holds(trace, tree)) {
        weights.merge(trace.builder(), trace.weight(), Integer::sum);
        evidence.computeIfAbsent(trace.builder(), key -> new ArrayList<>()).add(trace.describe());
      }
    }
    Builder builder =
        weights.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .filter(most -> most.getValue() >= STRONG)
            .map(Map.Entry::getKey)
            .orElse(Builder.UNKNOWN);
    return new Recognition(
        builder, evidence.getOrDefault(builder, List.of()), Formats.of(builder, tree));
  }

  private static boolean holds(Trace trace, SourceTree tree) {
    return trace.text().isEmpty()
        ? tree.has(trace.file())
        : tree.text(trace.file()).contains(trace.text());
  }

  private Recognizer() {}
}
