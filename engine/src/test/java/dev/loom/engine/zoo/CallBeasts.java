package dev.loom.engine.zoo;

import static dev.loom.engine.zoo.Faults.allTurns;
import static dev.loom.engine.zoo.Faults.someTurns;

import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Workers whose tool calls are wrong.
final class CallBeasts {
  private static final List<String> MALFORMED =
      List.of(
          "{\"path\":\"a.txt\",\"conte",
          "{'path':'a.txt','content':'x'}",
          "{\"path\":\"a.txt\",\"content\":\"x\",}",
          "\"{\\\"path\\\":\\\"a.txt\\\"}\"",
          "[\"a.txt\",\"x\"]",
          "null",
          "path=a.txt");

  private CallBeasts() {}

  static List<Beast> all() {
    var beasts = new ArrayList<Beast>();
    arguments(beasts);
    names(beasts);
    loops(beasts);
    danger(beasts);
    edits(beasts);
    return beasts;
  }

  private static Beast sometimes(String name, Function<Visit, ToolCall> wrong) {
    return Beast.recoverable(name, someTurns(visit -> Visit.says("", wrong.apply(visit))));
  }

  private static Map<String, Object> with(String key, Object value) {
    var arguments = new HashMap<String, Object>(Map.of("path", "note.md", "content", "x"));
    arguments.put(key, value);
    return arguments;
  }

  private static void arguments(List<Beast> beasts) {
    beasts.add(
        sometimes(
            "call with malformed JSON",
            visit ->
                new ToolCall(
                    "c",
                    "write_file",
                    Map.of(),
                    MALFORMED.get(visit.life().random.nextInt(MALFORMED.size())))));
    beasts.add(
        Beast.hopeless(
            "calls with malformed JSON for ever",
            "model turns|JSON|in circles|does not exist",
            allTurns(
                visit ->
                    Visit.says(
                        "",
                        new ToolCall(
                            "c",
                            "write_file",
                            Map.of(),
                            MALFORMED.get(visit.number() % MALFORMED.size()))))));
    beasts.add(sometimes("call with empty arguments", v -> Visit.call("write_file", Map.of())));
    beasts.add(
        sometimes(
            "call without a required argument",
            v -> Visit.call("write_file", Map.of("content", "x"))));
    beasts.add(
        sometimes(
            "call with a wrong type", v -> Visit.call("write_file", with("content", List.of(1)))));
    beasts.add(
        sometimes("call with a number as path", v -> Visit.call("read_file", Map.of("path", 7))));
    beasts.add(
        sometimes("call with extra arguments", v -> Visit.call("read_file", with("shout", true))));
    beasts.add(sometimes("call with null", v -> Visit.call("write_file", with("content", null))));
    beasts.add(
        sometimes(
            "call with garbage in its arguments",
            v -> Visit.call("write_file", with("path", "a\u0000\uD83D\uFFFF.txt"))));
    beasts.add(
        sometimes(
            "call with a lone surrogate as content",
            v -> Visit.call("write_file", with("content", "half \uDC00 " + "x".repeat(5_000)))));
    beasts.add(
        Beast.recoverable(
            "calls with the same id",
            someTurns(
                v ->
                    Visit.says(
                        "",
                        Visit.call("list_directory", Map.of()),
                        Visit.call("glob_find", Map.of("pattern", "*")),
                        Visit.call("list_directory", Map.of())))));
    beasts.add(
        Beast.recoverable(
            "300 calls in one turn",
            someTurns(
                v ->
                    Visit.says(
                        "",
                        IntStream.range(0, 300)
                            .mapToObj(
                                i ->
                                    new ToolCall(
                                        "c" + i, "calculator", Map.of("expression", "1+" + i)))
                            .toList()))));
    beasts.add(
        Beast.recoverable(
            "call with content of 2 MB",
            someTurns(v -> Visit.says("", Visit.write("big.txt", "x".repeat(2 * 1024 * 1024))))));
  }

  private static void names(List<Beast> beasts) {
    beasts.add(sometimes("unknown tool", v -> Visit.call("write_a_file", Map.of("path", "a"))));
    beasts.add(sometimes("tool with no name", v -> Visit.call("", Map.of())));
    beasts.add(
        sometimes("tool name of 10,000 characters", v -> Visit.call("x".repeat(10_000), Map.of())));
    beasts.add(
        sometimes("tool name in garbage", v -> Visit.call("write\u0000_\uD83Dfile", Map.of())));
    beasts.add(
        Beast.hopeless(
            "unknown tools for ever",
            "model turns|in circles|Unknown tool|does not exist",
            allTurns(v -> Visit.says("", Visit.call("magic" + v.number(), Map.of())))));
  }

  private static void loops(List<Beast> beasts) {
    beasts.add(
        Beast.hopeless(
            "the same call for ever",
            "in circles",
            allTurns(v -> Visit.says("", Visit.call("list_directory", Map.of())))));
    beasts.add(
        Beast.hopeless(
            "two calls in turn for ever",
            "in circles|model turns",
            allTurns(
                v ->
                    Visit.says(
                        "",
                        v.number() % 2 == 0
                            ? Visit.call("list_directory", Map.of())
                            : Visit.call("glob_find", Map.of("pattern", "*"))))));
    beasts.add(
        Beast.hopeless(
            "a useless call each time, always another",
            "model turns",
            allTurns(
                v ->
                    Visit.says(
                        "", Visit.call("calculator", Map.of("expression", "1+" + v.number()))))));
    beasts.add(
        Beast.recoverable(
            "a loop that ends when it is told",
            life ->
                life.executor =
                    visit ->
                        visit.isVictims() && !visit.hasFeedback()
                            ? Visit.says("", Visit.call("list_directory", Map.of()))
                            : visit.goodTurn()));
  }

  private static void danger(List<Beast> beasts) {
    beasts.add(
        sometimes("write outside the workspace", v -> Visit.write("../../escaped.txt", "x")));
    beasts.add(
        sometimes("write to an absolute path", v -> Visit.write("/nowhere/escaped.txt", "x")));
    beasts.add(
        sometimes(
            "dangerous command", v -> Visit.call("shell_execute", Map.of("command", "rm -rf ."))));
    beasts.add(sometimes("write to a protected file", v -> Visit.write(".env", "KEY=1")));
    beasts.add(
        Beast.recoverable(
            "question after question",
            someTurns(
                v ->
                    Visit.says(
                        "",
                        Visit.call("ask_user", Map.of("question", "May I? " + v.number())),
                        Visit.call("ask_user", Map.of("question", " ")),
                        Visit.call("ask_user", Map.of("question", 5))))));
    beasts.add(
        Beast.hopeless(
            "deaf to every error of its tools",
            "last tool call.*failed|does not exist",
            allTurns(
                v ->
                    v.request().messages().size() > 2
                        ? Visit.says("All went well.")
                        : Visit.says(
                            "", Visit.write("../x", "y"), Visit.call("nothing", Map.of())))));
  }

  private static void edits(List<Beast> beasts) {
    beasts.add(edit("edit with tabs for spaces", "\tif (x) {\n\t\treturn;", false));
    beasts.add(edit("edit with trailing blanks", "    if (x) {   \n        return;  ", false));
    beasts.add(edit("edit with CRLF", "    if (x) {\r\n        return;", false));
    beasts.add(edit("edit of text that is not there", "while (true) {", true));
    beasts.add(edit("edit of text that is there twice", "    }", true));
    beasts.add(edit("edit of nothing", "", true));
  }

  private static final String BEFORE =
      "void f() {\n    if (x) {\n        return;\n    }\n    if (y) {\n        go();\n    }\n}\n";

  /// @param refused whether the edit cannot be made; the model then writes the whole file
  private static Beast edit(String name, String old, boolean refused) {
    return Beast.recoverable(
        name,
        life -> {
          var fixed = BEFORE.replace("if (x) {\n        return;", "if (z) {\n        stay();");
          life.put("code.txt", BEFORE);
          life.wanted.put("code.txt", fixed);
          life.executor =
              visit -> visit.isVictims() ? editing(visit, old, refused, fixed) : visit.goodTurn();
        });
  }

  private static ModelResponse editing(Visit visit, String old, boolean refused, String fixed) {
    var life = visit.life();
    if (life.holds("code.txt", BEFORE)) {
      var arguments =
          Map.<String, Object>of(
              "path", "code.txt", "old_str", old, "new_str", "    if (z) {\n        stay();");
      var tried = visit.request().messages().size() > 2;
      return tried && refused
          ? Visit.says("", Visit.write("code.txt", fixed))
          : Visit.says("", Visit.call("edit_file", arguments));
    }
    return visit.life().filesOf(visit.subtask()).entrySet().stream()
            .allMatch(file -> life.holds(file.getKey(), file.getValue()))
        ? Visit.says("I mended code.txt.")
        : Visit.says(
            "",
            life.filesOf(visit.subtask()).entrySet().stream()
                .map(file -> Visit.write(file.getKey(), file.getValue()))
                .toList());
  }
}
