package dev.loom.builtin;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Simplified file tools on a real folder, with the output texts and limits of Loom's own tools.
/// Goals that need repeated, narrower calls are tested with the real tools, in the engine's tests.
final class FakeFolderTools {
  private static final int OUTPUT_MAX = 30_720;
  private static final int SEARCH_MAX = 200;
  private static final int GLOB_MAX = 500;

  private static final Set<String> IGNORED =
      Set.of(
          (".git .hg .svn .venv venv .tox .mypy_cache .pytest_cache .ruff_cache .gradle .cache"
                  + " __pycache__ node_modules dist build target")
              .split(" "));

  private final Path root;
  private final Set<String> names = new TreeSet<>();
  final List<ToolCall> called = new ArrayList<>();

  FakeFolderTools(Path root, String... withheld) {
    this.root = root;
    names.addAll(
        List.of(
            "list_directory",
            "glob_find",
            "search_files",
            "read_file",
            "write_file",
            "shell_execute",
            "calculator"));
    names.removeAll(List.of(withheld));
  }

  List<ToolDescription> offered() {
    return names.stream().map(name -> new ToolDescription(name, name, Map.of())).toList();
  }

  Message.ToolOutput run(ToolCall call) {
    called.add(call);
    if (!names.contains(call.name())) {
      return output(call, ToolResult.fail("Unknown tool: " + call.name()));
    }
    try {
      return output(call, cut(execute(call)));
    } catch (IOException | InterruptedException | IllegalArgumentException failure) {
      return output(call, ToolResult.fail(String.valueOf(failure.getMessage())));
    }
  }

  private static Message.ToolOutput output(ToolCall call, ToolResult result) {
    var text = result.success() ? result.output() : result.error();
    return new Message.ToolOutput(
        call.id(), call.name(), text, !result.success(), result.data(), List.of());
  }

  private static ToolResult cut(ToolResult result) {
    var text = result.output();
    var half = OUTPUT_MAX / 2;
    var omitted = text.length() - OUTPUT_MAX;
    return omitted <= 0
        ? result
        : result
            .withOutput(
                text.substring(0, half)
                    + "\n... ["
                    + omitted
                    + " characters left out] ...\n"
                    + text.substring(text.length() - half))
            .plusData(ToolResult.OMITTED_CHARS, omitted);
  }

  private ToolResult execute(ToolCall call) throws IOException, InterruptedException {
    return switch (call.name()) {
      case "list_directory" -> tree(inside(text(call, "path")));
      case "glob_find" -> glob(call, inside(text(call, "path")));
      case "search_files" -> search(call, inside(text(call, "path")));
      case "read_file" -> read(existing(text(call, "path")));
      case "write_file" -> ToolResult.ok(write(text(call, "path"), text(call, "content")));
      case "shell_execute" -> ToolResult.ok(shell(text(call, "command")));
      case "calculator" -> ToolResult.ok(calculate(text(call, "expression")));
      default -> throw new IllegalArgumentException("Unknown tool: " + call.name());
    };
  }

  private static ToolResult read(Path file) throws IOException {
    var text = Files.readString(file);
    return ToolResult.ok(text.isEmpty() ? "(empty file)" : text)
        .withData(Map.of("lines", (int) text.lines().count(), "chars", text.length()));
  }

  private static int number(ToolCall call, String name, int otherwise) {
    return call.arguments().get(name) instanceof Number number ? number.intValue() : otherwise;
  }

  private static String text(ToolCall call, String name) {
    if (call.arguments().get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("'" + name + "' is required");
  }

  private Path inside(String path) {
    var resolved = root.resolve(path).normalize();
    if (!resolved.startsWith(root)) {
      throw new IllegalArgumentException("Safety violation: Path '" + path + "' escapes");
    }
    return resolved;
  }

  private Path existing(String path) {
    var file = inside(path);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("File not found: " + path);
    }
    return file;
  }

  private ToolResult tree(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("Not a directory: " + root.relativize(folder));
    }
    var lines = new ArrayList<String>();
    tree(folder, 0, lines);
    var directories = (int) lines.stream().filter(line -> line.endsWith("/")).count();
    return ToolResult.ok(lines.isEmpty() ? "(empty directory)" : String.join("\n", lines))
        .withData(
            Map.of("files", lines.size() - directories, "directories", directories, "omitted", 0));
  }

  private static void tree(Path folder, int depth, List<String> lines) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (var entry : entries.sorted().toList()) {
        var directory = Files.isDirectory(entry);
        lines.add("  ".repeat(depth) + entry.getFileName() + (directory ? "/" : ""));
        if (directory && depth < 1) {
          tree(entry, depth + 1, lines);
        }
      }
    }
  }

  private List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.walk(folder)) {
      return entries.filter(Files::isRegularFile).filter(path -> !ignored(folder, path)).toList();
    }
  }

  private static boolean ignored(Path folder, Path file) {
    for (var name : folder.relativize(file.getParent())) {
      if (IGNORED.contains(name.toString())) {
        return true;
      }
    }
    return false;
  }

  private ToolResult glob(ToolCall call, Path folder) throws IOException {
    if (!text(call, "pattern").equals("**")) {
      throw new AssertionError("only the whole folder can be listed here: " + call);
    }
    Comparator<Path> byTime = Comparator.comparing(path -> path.toFile().lastModified());
    var found =
        files(folder).stream()
            .sorted(byTime.reversed().thenComparing(path -> path))
            .map(path -> root.relativize(path).toString())
            .toList();
    return page(call, found, GLOB_MAX, "No files matched.")
        .plusData("total", found.size())
        .plusData("complete", true);
  }

  private static ToolResult page(ToolCall call, List<String> found, int max, String none) {
    var shown =
        found.stream()
            .skip(number(call, "offset", 0))
            .limit(Math.min(max, number(call, "limit", max)))
            .toList();
    var more = shown.size() < found.size() ? "\n... (more)" : "";
    return ToolResult.ok(shown.isEmpty() ? none : String.join("\n", shown) + more)
        .withData(Map.of("shown", shown.size()));
  }

  private ToolResult search(ToolCall call, Path folder) throws IOException {
    var pattern = Pattern.compile(text(call, "pattern"));
    var found = new ArrayList<String>();
    for (var file : files(folder).stream().sorted().toList()) {
      var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      var lines = text.contains("\0") ? List.<String>of() : text.lines().toList();
      for (var at = 0; at < lines.size(); at++) {
        if (pattern.matcher(lines.get(at)).find()) {
          found.add(root.relativize(file) + ":" + (at + 1) + ": " + shown(lines.get(at)));
        }
      }
    }
    return page(call, found, SEARCH_MAX, "No matches found for pattern: " + pattern);
  }

  private static String shown(String line) {
    return line.length() <= 500 ? line : line.substring(0, 500) + "...";
  }

  private String write(String path, String content) throws IOException {
    var file = inside(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return "Wrote " + content.length() + " bytes to " + root.relativize(file);
  }

  private String shell(String command) throws IOException, InterruptedException {
    var errors = Files.createTempFile("errors", ".txt");
    var process =
        new ProcessBuilder("sh", "-c", command)
            .directory(root.toFile())
            .redirectError(errors.toFile())
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("timed out");
    }
    var complaint = Files.readString(errors);
    Files.delete(errors);
    var all = complaint.isEmpty() ? output : output + "[stderr]\n" + complaint;
    if (process.exitValue() != 0) {
      throw new IOException("Exit code: " + process.exitValue() + "\n" + all);
    }
    return all;
  }

  /// Supports products only; the real calculator has its own tests.
  private static String calculate(String expression) {
    var product = 1L;
    for (var factor : expression.split("\\*")) {
      product *= Long.parseLong(factor.strip());
    }
    return expression + " = " + product;
  }
}
