package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import dev.loom.cli.screen.Screen;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/// Implements `--json`, an option of every command: standard output holds JSON values only, one per
/// line. These are the result that the command sets, else what it prints as text; a list has a line
/// per element. A failure is an object `error`; notices stay on standard error.
final class JsonOutput extends PrintWriter {
  private static final String OPTION = "--json";

  private final PrintWriter target;
  private final StringWriter text;
  private JsonNode result;

  private JsonOutput(PrintWriter target, StringWriter text) {
    super(text);
    this.target = target;
    this.text = text;
  }

  static void addOption(CommandSpec command) {
    command.addOption(
        OptionSpec.builder(OPTION)
            .type(boolean.class)
            .description("Print JSON, one value per line.")
            .build());
  }

  /// Runs a command that was parsed; an execution strategy of picocli.
  static int execute(ParseResult parsed) {
    var last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (!last.hasMatchedOption(OPTION)) {
      return new RunLast().execute(parsed);
    }
    var root = parsed.commandSpec().commandLine();
    var json = new JsonOutput(root.getOut(), new StringWriter());
    root.setOut(json);
    int code = new RunLast().execute(parsed);
    json.end(code);
    return code;
  }

  /// Returns the output of a command that was run with `--json`.
  static Optional<JsonOutput> of(CommandLine command) {
    return command.getOut() instanceof JsonOutput json ? Optional.of(json) : Optional.empty();
  }

  /// Returns the screen of a command; with `--json` it shows nothing.
  static Screen screen(CommandLine command) {
    return of(command).isPresent()
        ? Screen.plain(new PrintStream(OutputStream.nullOutputStream()))
        : Screen.forStandardOutput(System.getenv());
  }

  /// Sets the result of the command, which replaces what it prints and earlier results.
  void setResult(JsonNode value) {
    result = value;
  }

  /// Prints an event at once. Events take the place of the result.
  void printEvent(JsonNode event) {
    result = Json.mapper().createArrayNode();
    if (!event.path("event_type").asText().equals("token_streamed")) {
      print(target, event);
    }
  }

  /// Reports why a command failed: as JSON if `--json` is among the arguments, else in lines on
  /// standard error.
  ///
  /// @param arguments arguments of the command; empty if it runs already
  static int fail(CommandLine command, int exitCode, String message, String... arguments) {
    var json = of(command);
    if (json.isPresent()) {
      printError(json.get().target, exitCode, message);
    } else if (Arrays.asList(arguments).contains(OPTION)) {
      printError(command.getOut(), exitCode, message);
    } else {
      command.getErr().println("loom: " + message);
    }
    return exitCode;
  }

  private void end(int exitCode) {
    if (result != null && result.isArray()) {
      result.forEach(element -> print(target, element));
    } else if (result != null) {
      print(target, result);
    } else if (exitCode == ExitCode.COMPLETED) {
      print(target, Json.mapper().createObjectNode().put("output", text.toString().strip()));
    } else {
      printError(target, exitCode, text.toString().strip());
    }
  }

  private static void printError(PrintWriter out, int exitCode, String message) {
    var failure = Json.mapper().createObjectNode();
    failure.putObject("error").put("exit_code", exitCode).put("message", message);
    print(out, failure);
  }

  private static void print(PrintWriter out, JsonNode value) {
    out.println(Json.write(value));
    out.flush();
  }
}
