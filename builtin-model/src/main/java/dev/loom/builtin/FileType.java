package dev.loom.builtin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A file type, recognised by file name.
///
/// @param label a name such as `Java`; empty for files of any type
/// @param patterns file name patterns such as `*.java`; empty for all names
record FileType(String label, List<String> patterns) {
  static final FileType ANY = new FileType("", List.of());
  /// The extension of names without one.
  static final String NO_EXTENSION = "(none)";

  static final FileType SOURCE = new FileType("source", List.of());

  /// Names of files that are types of their own.
  private static final Set<String> NAMES = Set.of("makefile", "dockerfile");

  /// Extensions by programming language.
  private static final Map<String, List<String>> LANGUAGES = new LinkedHashMap<>();

  /// Extensions by type of document, configuration or data.
  private static final Map<String, List<String>> DOCUMENTS = new LinkedHashMap<>();

  static {
    language("Java java", "Kotlin kt kts", "Scala scala", "Groovy groovy gradle", "Clojure clj");
    language("Python py pyi", "JavaScript js mjs cjs jsx", "TypeScript ts tsx mts", "Go go");
    language("Rust rs", "C c h", "C++ cpp cc cxx hpp hh", "C# cs", "F# fs", "Visual_Basic vb");
    language("Ruby rb", "PHP php", "Swift swift", "Objective-C m mm", "Dart dart", "Lua lua");
    language("Perl pl pm", "R r", "Julia jl", "Haskell hs", "Elixir ex exs", "Erlang erl");
    language("OCaml ml mli", "Elm elm", "Zig zig", "Nim nim", "Shell sh bash zsh", "Batch bat cmd");
    language("PowerShell ps1", "SQL sql", "HTML html htm", "CSS css scss sass less", "Vue vue");
    language(
        "Svelte svelte", "Protobuf proto", "GraphQL graphql", "Terraform tf", "Assembly s asm");
    language("CMake cmake", "Make makefile", "Dockerfile dockerfile");
    document("Markdown md markdown", "Text txt", "reStructuredText rst", "AsciiDoc adoc asciidoc");
    document("TeX tex", "YAML yaml yml", "JSON json", "TOML toml", "XML xml xsd xsl pom");
    document("Properties properties", "INI ini cfg conf", "CSV csv tsv");
  }

  private static void language(String... definitions) {
    List.of(definitions).forEach(line -> put(LANGUAGES, line));
  }

  private static void document(String... definitions) {
    List.of(definitions).forEach(line -> put(DOCUMENTS, line));
  }

  private static void put(Map<String, List<String>> table, String line) {
    var words = List.of(line.split(" "));
    table.put(words.getFirst().replace('_', ' '), words.subList(1, words.size()));
  }

  /// Returns the programming language of an extension.
  static Optional<String> languageOf(String extension) {
    return nameIn(LANGUAGES, extension);
  }

  /// Returns the type of document, configuration or data of an extension.
  static Optional<String> documentOf(String extension) {
    return nameIn(DOCUMENTS, extension);
  }

  private static Optional<String> nameIn(Map<String, List<String>> table, String extension) {
    return table.entrySet().stream()
        .filter(entry -> entry.getValue().contains(extension))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// Returns the type named by a word: `Java`, `markdown`, `.yaml`, `*.yaml`, `yml`, `source`.
  static Optional<FileType> byName(String word) {
    var name = word.strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty()) {
      return Optional.of(ANY);
    }
    if (name.equals("source") || name.equals("code") || name.equals("source code")) {
      return Optional.of(SOURCE);
    }
    if (name.matches("\\*?\\.[a-z0-9_+-]{1,16}")) {
      var extension = name.substring(name.indexOf('.'));
      return Optional.of(new FileType(extension, List.of("*" + extension)));
    }
    for (var table : List.of(LANGUAGES, DOCUMENTS)) {
      for (var entry : table.entrySet()) {
        if (entry.getKey().toLowerCase(Locale.ROOT).equals(name)
            || name.length() > 1 && entry.getValue().contains(name)) {
          return Optional.of(
              new FileType(
                  entry.getKey(), entry.getValue().stream().map(each -> "*." + each).toList()));
        }
      }
    }
    return Optional.empty();
  }

  /// Returns a type for a single file name pattern.
  static FileType forGlob(String glob) {
    return new FileType(glob, List.of(glob));
  }

  /// Returns whether files with this extension are counted for this type.
  boolean matchesExtension(String extension) {
    return patterns.isEmpty() || patterns.contains("*." + extension);
  }

  /// Returns whether the file's name matches this type, ignoring case.
  boolean matchesName(String path) {
    var name = path.substring(path.lastIndexOf('/') + 1);
    return patterns.isEmpty()
        || patterns.stream().anyMatch(each -> namePattern(each).matcher(name).matches());
  }

  /// Translates a name pattern with `*`, `?` and `[…]`, as `find -iname` reads it.
  private static Pattern namePattern(String glob) {
    var regex =
        Pattern.compile("\\[([!^]?)([^\\]]+)]|.", Pattern.DOTALL)
            .matcher(glob)
            .replaceAll(part -> Matcher.quoteReplacement(translated(part)));
    var flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;
    try {
      return Pattern.compile(regex, flags);
    } catch (PatternSyntaxException invalid) {
      return Pattern.compile(Pattern.quote(glob), flags);
    }
  }

  private static String translated(MatchResult part) {
    return switch (part.group()) {
      case "*" -> ".*";
      case "?" -> ".";
      case String text when part.group(2) == null -> Pattern.quote(text);
      default ->
          "["
              + (part.group(1).isEmpty() ? "" : "^")
              + part.group(2).replaceAll("[\\\\\\[&^]", "\\\\$0")
              + "]";
    };
  }

  /// Returns the extension in lower case; the name itself for files such as `Makefile`.
  static String extensionOf(String path) {
    var name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (NAMES.contains(name)) {
      return name;
    }
    var dot = name.lastIndexOf('.');
    return dot < 1 ? NO_EXTENSION : name.substring(dot + 1);
  }

  /// Returns the pattern of the names with an extension.
  static String patternOf(String extension) {
    return NAMES.contains(extension) ? extension : "*." + extension;
  }
}
