package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CodeGraphTest {

  private final CodeGraph graph = new CodeGraph();

  @Test
  void a_page_reaches_what_its_components_and_hooks_call_and_nothing_beside_it() {
    read(
        "src/pages/Orders.tsx",
        """
        import { useOrders } from "@/hooks/useOrders";
        import Table from "../components/Table";
        export default function Orders() {
          const orders = useOrders();
          return <Table rows={orders} />;
        }
        """);
    read(
        "src/hooks/useOrders.ts",
        """
        export function useOrders() {
          return load();
        }
        const load = () => supabase.from("orders").select();
        export function useOther() {
          return supabase.from("others").select();
        }
        """);
    read("src/components/Table.tsx", "export default function Table() { return <table />; }\n");
    read("src/components/Unused.tsx", "export const Unused = () => <p />;\n");

    assertThat(lines("src/pages/Orders.tsx"))
        .contains("src/hooks/useOrders.ts 1", "src/hooks/useOrders.ts 4")
        .contains("src/components/Table.tsx 1")
        .doesNotContain("src/hooks/useOrders.ts 5", "src/components/Unused.tsx 1");
  }

  @Test
  void names_are_followed_through_files_that_pass_them_on() {
    read("src/page.ts", "import { save as keep } from './api';\nkeep();\n");
    read("src/api/index.ts", "export { store as save } from './store';\nexport * from './rest';\n");
    read("src/api/store.ts", "export const store = () => 1;\nexport const drop = () => 2;\n");
    read("src/api/rest.ts", "export const rest = () => 3;\n");

    assertThat(lines("src/page.ts"))
        .contains("src/api/store.ts 1")
        .doesNotContain("src/api/store.ts 2", "src/api/rest.ts 1");
  }

  @Test
  void one_method_of_an_object_is_reached_without_the_others() {
    read("server/routes.ts", "import { storage } from './storage';\nstorage.find();\n");
    read(
        "server/storage.ts",
        """
        class Storage {
          find() { return this.all(); }
          all() { return 1; }
          drop() { return 2; }
        }
        export const storage = new Storage();
        """);

    assertThat(lines("server/routes.ts"))
        .contains("server/storage.ts 2", "server/storage.ts 3")
        .doesNotContain("server/storage.ts 4");
  }

  @Test
  void pages_that_are_loaded_when_needed_and_short_names_for_folders_are_followed() {
    graph.readAliases("tsconfig.json", "{\"paths\": {\"#ui/*\": [\"./lib/ui/*\"]}}");
    read(
        "src/App.tsx",
        """
        import { Box } from "#ui/Box";
        const Late = lazy(() => import("./Late"));
        export const App = () => <Box><Late /></Box>;
        """);
    read("src/Late.tsx", "export default () => <p />;\n");
    read("lib/ui/Box.tsx", "export const Box = () => <p />;\n");

    assertThat(lines("src/App.tsx")).contains("src/Late.tsx 1", "lib/ui/Box.tsx 1");
    assertThat(graph.fileOf("src/App.tsx", "Late")).contains("src/Late.tsx");
  }

  @Test
  void modules_of_python_are_followed_by_dots_and_from_the_folder_up() {
    read(
        "api/app/routes.py",
        "from .orders import place\nfrom app import mail\nplace()\nmail.send()\n");
    read("api/app/orders.py", "def place():\n    return 1\ndef drop():\n    return 2\n");
    read("api/app/mail.py", "def send():\n    return 3\n");

    assertThat(lines("api/app/routes.py"))
        .contains("api/app/orders.py 1", "api/app/mail.py 1")
        .doesNotContain("api/app/orders.py 3");
  }

  @Test
  void files_that_name_each_other_in_a_circle_are_reached_once() {
    read("a.ts", "import { b } from './b';\nexport const a = () => b();\n");
    read("b.ts", "import { a } from './a';\nexport const b = () => a();\n");
    read("c.ts", "export * from './d';\n");
    read("d.ts", "export * from './c';\n");
    read("e.ts", "import { gone } from './c';\nimport { far } from '../../../far';\ngone(far);\n");

    assertThat(graph.reachedFrom(graph.whole("a.ts"))).hasSize(3);
    assertThat(graph.reachedFrom(graph.whole("e.ts"))).hasSize(1);
  }

  private Set<String> lines(String page) {
    return graph.reachedFrom(graph.whole(page)).stream()
        .flatMap(span ->
            IntStream.rangeClosed(span.first(), span.last())
                .mapToObj(line -> span.file() + " " + line))
        .collect(Collectors.toSet());
  }

  private void read(String path, String code) {
    try (var parser = new CodeParser()) {
      graph.read(parser.parse(path, code));
    }
  }
}
