package dev.loom.builtin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A file type, recognised by file name.
///
/// @param label a name such as `Java`; empty for files of any type
/// @param patterns file name patterns such as `*.java`; empty for all names
record FileType(String label, List<String> patterns) {
  static final FileType ANY = new FileType("", List.of());
  static final FileType SOURCE = new FileType("source", List.of());

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
          return Optional.of(new FileType(entry.getKey(), patterns(entry.getValue())));
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> patterns(List<String> extensions) {
    return extensions.stream().map(extension -> "*." + extension).toList();
  }

  /// Returns a type for a single file name pattern.
  static FileType forGlob(String glob) {
    return new FileType(glob, List.of(glob));
  }

  /// Returns whether files with this extension are counted for this type.
  boolean matchesExtension(String extension) {
    return patterns.isEmpty() || patterns.contains("*." + extension);
  }

  /// Returns whether the file's name matches this type.
  boolean matchesName(String path) {
    return patterns.isEmpty()
        || patterns.stream().anyMatch(pattern -> GlobPatterns.matchesName(pattern, path));
  }

  /// Returns the label in the plural: `Java files`, `files`.
  String plural() {
    return label.isEmpty() ? "files" : label + " files";
  }
}
