package dev.loom.engine.faults;

import static dev.loom.engine.faults.FaultInjection.allTurns;
import static dev.loom.engine.faults.FaultInjection.someTurns;

import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Executors with wrong tool calls.
final class ToolCallFaults {
  private static final List<String> MALFORMED =
      List.of(
          "{\"path\":\"a.txt\",\"conte",
          "{'path':'a.txt','content':'x'}",
          "{\"path\":\"a.txt\",\"content\":\"x\",}",
          "\"{\\\"path\\\":\\\"a.txt\\\"}\"",
          "[\"a.txt\",\"x\"]",
          "null",
          "path=a.txt");

  private ToolCallFaults() {}

  static List<FaultyModel> all() {
    var models = new ArrayList<FaultyModel>();
    arguments(models);
    names(models);
    loops(models);
    dangerousCalls(models);
    edits(models);
    return models;
  }

  private static FaultyModel sometimes(String name, Function<ScenarioCall, ToolCall> wrong) {
    return FaultyModel.recoverable(
        name, someTurns(call -> ScenarioCall.says("", wrong.apply(call))));
  }

  private static Map<String, Object> with(String key, Object value) {
    var arguments = new HashMap<String, Object>(Map.of("path", "note.md", "content", "x"));
    arguments.put(key, value);
    return arguments;
  }

  private static void arguments(List<FaultyModel> models) {
    models.add(
        sometimes(
            "call with malformed JSON",
            call ->
                new ToolCall(
                    "c",
                    "write_file",
                    Map.of(),
                    MALFORMED.get(call.scenario().random.nextInt(MALFORMED.size())))));
    models.add(
        FaultyModel.unrecoverable(
            "always malformed JSON",
            "model turns|JSON|repeated itself|does not exist",
            allTurns(
                call ->
                    ScenarioCall.says(
                        "",
                        new ToolCall(
                            "c",
                            "write_file",
                            Map.of(),
                            MALFORMED.get(call.number() % MALFORMED.size()))))));
    models.add(
        sometimes("call with empty arguments", v -> ScenarioCall.call("write_file", Map.of())));
    models.add(
        sometimes(
            "call without a required argument",
            v -> ScenarioCall.call("write_file", Map.of("content", "x"))));
    models.add(
        sometimes(
            "call with a wrong type",
            v -> ScenarioCall.call("write_file", with("content", List.of(1)))));
    models.add(
        sometimes(
            "call with a number as path", v -> ScenarioCall.call("read_file", Map.of("path", 7))));
    models.add(
        sometimes(
            "call with extra arguments", v -> ScenarioCall.call("read_file", with("shout", true))));
    models.add(
        sometimes("call with null", v -> ScenarioCall.call("write_file", with("content", null))));
    models.add(
        sometimes(
            "call with garbage in its arguments",
            v -> ScenarioCall.call("write_file", with("path", "a\u0000\uD83D\uFFFF.txt"))));
    models.add(
        sometimes(
            "call with a lone surrogate as content",
            v ->
                ScenarioCall.call(
                    "write_file", with("content", "half \uDC00 " + "x".repeat(5_000)))));
    models.add(
        FaultyModel.recoverable(
            "calls with the same id",
            someTurns(
                v ->
                    ScenarioCall.says(
                        "",
                        ScenarioCall.call("list_directory", Map.of()),
                        ScenarioCall.call("glob_find", Map.of("pattern", "*")),
                        ScenarioCall.call("list_directory", Map.of())))));
    models.add(
        FaultyModel.recoverable(
            "300 calls in one turn",
            someTurns(
                v ->
                    ScenarioCall.says(
                        "",
                        IntStream.range(0, 300)
                            .mapToObj(
                                i ->
                                    new ToolCall(
                                        "c" + i, "calculator", Map.of("expression", "1+" + i)))
                            .toList()))));
    models.add(
        FaultyModel.recoverable(
            "call with content of 2 MB",
            someTurns(
                v ->
                    ScenarioCall.says(
                        "", ScenarioCall.write("big.txt", "x".repeat(2 * 1024 * 1024))))));
  }

  private static void names(List<FaultyModel> models) {
    models.add(
        sometimes("unknown tool", v -> ScenarioCall.call("write_a_file", Map.of("path", "a"))));
    models.add(sometimes("tool with no name", v -> ScenarioCall.call("", Map.of())));
    models.add(
        sometimes(
            "tool name of 10,000 characters",
            v -> ScenarioCall.call("x".repeat(10_000), Map.of())));
    models.add(
        sometimes(
            "tool name in garbage", v -> ScenarioCall.call("write\u0000_\uD83Dfile", Map.of())));
    models.add(
        FaultyModel.unrecoverable(
            "always unknown tools",
            "model turns|repeated itself|Unknown tool|does not exist",
            allTurns(
                v -> ScenarioCall.says("", ScenarioCall.call("magic" + v.number(), Map.of())))));
  }

  private static void loops(List<FaultyModel> models) {
    models.add(
        FaultyModel.unrecoverable(
            "always the same call",
            "repeated itself",
            allTurns(v -> ScenarioCall.says("", ScenarioCall.call("list_directory", Map.of())))));
    models.add(
        FaultyModel.unrecoverable(
            "two alternating calls",
            "repeated itself|model turns",
            allTurns(
                v ->
                    ScenarioCall.says(
                        "",
                        v.number() % 2 == 0
                            ? ScenarioCall.call("list_directory", Map.of())
                            : ScenarioCall.call("glob_find", Map.of("pattern", "*"))))));
    models.add(
        FaultyModel.unrecoverable(
            "a different useless call each turn",
            "model turns",
            allTurns(
                v ->
                    ScenarioCall.says(
                        "",
                        ScenarioCall.call(
                            "calculator", Map.of("expression", "1+" + v.number()))))));
    models.add(
        FaultyModel.recoverable(
            "a loop that ends after feedback",
            scenario ->
                scenario.executor =
                    call ->
                        call.isForVictim() && !call.hasFeedback()
                            ? ScenarioCall.says("", ScenarioCall.call("list_directory", Map.of()))
                            : call.goodTurn()));
  }

  private static void dangerousCalls(List<FaultyModel> models) {
    models.add(
        sometimes(
            "write outside the workspace", v -> ScenarioCall.write("../../escaped.txt", "x")));
    models.add(
        sometimes(
            "write to an absolute path", v -> ScenarioCall.write("/nowhere/escaped.txt", "x")));
    models.add(
        sometimes(
            "dangerous command",
            v -> ScenarioCall.call("shell_execute", Map.of("command", "rm -rf ."))));
    models.add(sometimes("write to a protected file", v -> ScenarioCall.write(".env", "KEY=1")));
    models.add(
        FaultyModel.recoverable(
            "repeated questions",
            someTurns(
                v ->
                    ScenarioCall.says(
                        "",
                        ScenarioCall.call("ask_user", Map.of("question", "May I? " + v.number())),
                        ScenarioCall.call("ask_user", Map.of("question", " ")),
                        ScenarioCall.call("ask_user", Map.of("question", 5))))));
    models.add(
        FaultyModel.unrecoverable(
            "ignores every tool error",
            "last tool call.*failed|does not exist",
            allTurns(
                v ->
                    v.request().messages().size() > 2
                        ? ScenarioCall.says("All went well.")
                        : ScenarioCall.says(
                            "",
                            ScenarioCall.write("../x", "y"),
                            ScenarioCall.call("nothing", Map.of())))));
  }

  private static void edits(List<FaultyModel> models) {
    models.add(edit("edit with tabs for spaces", "\tif (x) {\n\t\treturn;", false));
    models.add(edit("edit with trailing blanks", "    if (x) {   \n        return;  ", false));
    models.add(edit("edit with CRLF", "    if (x) {\r\n        return;", false));
    models.add(edit("edit of text that is not there", "while (true) {", true));
    models.add(edit("edit of text that is there twice", "    }", true));
    models.add(edit("edit of nothing", "", true));
  }

  private static final String BEFORE =
      "void f() {\n    if (x) {\n        return;\n    }\n    if (y) {\n        go();\n    }\n}\n";

  /// @param rejected whether the edit is impossible; the model then writes the whole file
  private static FaultyModel edit(String name, String old, boolean rejected) {
    return FaultyModel.recoverable(
        name,
        scenario -> {
          var fixed = BEFORE.replace("if (x) {\n        return;", "if (z) {\n        stay();");
          scenario.put("code.txt", BEFORE);
          scenario.expectedFiles.put("code.txt", fixed);
          scenario.executor =
              call -> call.isForVictim() ? editing(call, old, rejected, fixed) : call.goodTurn();
        });
  }

  private static ModelResponse editing(
      ScenarioCall call, String old, boolean rejected, String fixed) {
    var scenario = call.scenario();
    if (scenario.holds("code.txt", BEFORE)) {
      var arguments =
          Map.<String, Object>of(
              "path", "code.txt", "old_str", old, "new_str", "    if (z) {\n        stay();");
      var tried = call.request().messages().size() > 2;
      return tried && rejected
          ? ScenarioCall.says("", ScenarioCall.write("code.txt", fixed))
          : ScenarioCall.says("", ScenarioCall.call("edit_file", arguments));
    }
    return call.scenario().filesOf(call.subtask()).entrySet().stream()
            .allMatch(file -> scenario.holds(file.getKey(), file.getValue()))
        ? ScenarioCall.says("I fixed code.txt.")
        : ScenarioCall.says(
            "",
            scenario.filesOf(call.subtask()).entrySet().stream()
                .map(file -> ScenarioCall.write(file.getKey(), file.getValue()))
                .toList());
  }
}
