package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.specs.source.CodeParser.Part;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeParserTest {

  private final CodeParser parser = new CodeParser();

  @AfterEach
  void close() {
    parser.close();
  }

  @Test
  void a_tree_is_copied_with_its_fields_lines_and_what_stands_around() {
    var file = parse("a.ts", "// é\nconst a = f(x.y, {b: 1});\n");

    var call = file.calls().getFirst();

    assertThat(call.text()).isEqualTo("f(x.y, {b: 1})");
    assertThat(call.place().line()).isEqualTo(2);
    assertThat(call.calledName()).contains("f");
    assertThat(call.argument(1).orElseThrow().keys()).containsExactly("b");
    assertThat(call.ancestors())
        .extracting(Node::type)
        .containsExactly("variable_declarator", "lexical_declaration", "program");
    assertThat(file.at(file.source().indexOf("y,") + 1).text()).isEqualTo("y");
  }

  @Test
  void parts_are_found_within_a_node_and_not_beside_it() {
    var file = parse("a.py", "def f():\n  g(h())\ndef i():\n  j()\n");

    var second = file.all(Part.UNITS).get(1);

    assertThat(file.calls()).extracting(Node::text).containsExactly("g(h())", "h()", "j()");
    assertThat(second.all(Part.CALLS)).extracting(Node::text).containsExactly("j()");
  }

  @Test
  void the_work_for_a_file_is_counted_and_is_the_same_each_time() {
    String source = "const a = supabase.from('a').select();\n".repeat(500);
    var first = new Effort(CodeParser.MOST_STEPS);
    var second = new Effort(CodeParser.MOST_STEPS);

    parser.parse("a.ts", source, first).calls().forEach(Node::text);
    parser.parse("a.ts", source, second).calls().forEach(Node::text);

    assertThat(first.spent()).isPositive().isEqualTo(second.spent());
  }

  @Test
  void a_file_that_is_more_work_than_it_may_be_is_given_up_while_it_is_parsed_or_walked() {
    String source = "f(x);\n".repeat(10_000);
    var whole = new Effort(CodeParser.MOST_STEPS);
    var parsed = parser.parse("a.ts", source, whole);
    long parsing = whole.spent();
    var little = new Effort(parsing / 2);
    var enoughToParse = new Effort(parsing + 1_000);

    assertThatThrownBy(() -> parser.parse("a.ts", source, little))
        .isInstanceOf(Effort.TooMuch.class);
    var walked = parser.parse("a.ts", source, enoughToParse);
    assertThatThrownBy(() -> walked.calls().forEach(Node::text)).isInstanceOf(Effort.TooMuch.class);
    assertThat(parsed.calls()).hasSize(10_000);
  }

  /** The first of these ended the process. */
  @ParameterizedTest
  @ValueSource(strings = {"{a:", "(<a>", "[a,", "a("})
  void brackets_that_nobody_closes_are_not_parsed(String opening) {
    String source = opening.repeat(50_000);

    assertThatThrownBy(() -> parse("a.tsx", source)).isInstanceOf(Effort.TooMuch.class);
  }

  @Test
  void what_stands_too_deep_is_reported_and_the_rest_is_read() {
    var file = parse("a.ts", "first();\nlet a = " + "a+".repeat(5_000) + "a;\nlast();\n");

    assertThat(file.firstError()).hasValueSatisfying(at -> assertThat(at.line()).isEqualTo(2));
    assertThat(file.calls()).extracting(Node::text).containsExactly("first()", "last()");
  }

  private ParsedFile parse(String path, String source) {
    return parser.parse(path, source);
  }
}
