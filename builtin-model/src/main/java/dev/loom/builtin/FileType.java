package dev.loom.builtin;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/// A file type, recognised by file name.
///
/// @param label a name such as `Java`; empty for files of any type
/// @param patterns file name patterns such as `*.java`; empty for all names
record FileType(String label, List<String> patterns) {
  static final FileType ANY = new FileType("", List.of());

  /// The extension of names without one.
  private static final String NO_EXTENSION = "without an extension";

  static final FileType SOURCE = new FileType("source", List.of());

  /// Names of files that are types of their own.
  private static final Set<String> NAMES = Set.of("makefile", "dockerfile");

  private static final List<FileType> LANGUAGES = read("language");

  private static final List<FileType> DOCUMENTS = read("document");

  /// Reads the types of a kind.
  private static List<FileType> read(String kind) {
    return ClauseParser.readTable("file-types.txt").stream()
        .filter(line -> line[0].equals(kind))
        .map(line -> List.of(line[1].split(" ")))
        .map(
            words ->
                new FileType(
                    words.getFirst().replace('_', ' '),
                    words.stream().skip(1).map(each -> "*." + each).toList()))
        .toList();
  }

  /// Returns the programming language of an extension.
  static Optional<String> languageOf(String extension) {
    return labelIn(LANGUAGES, extension);
  }

  /// Returns the type of document, configuration or data of an extension.
  static Optional<String> documentOf(String extension) {
    return labelIn(DOCUMENTS, extension);
  }

  private static Optional<String> labelIn(List<FileType> types, String extension) {
    return types.stream()
        .filter(type -> type.patterns().contains("*." + extension))
        .map(FileType::label)
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
    return Stream.concat(LANGUAGES.stream(), DOCUMENTS.stream())
        .filter(
            type ->
                type.label().equalsIgnoreCase(name)
                    || name.length() > 1 && type.patterns().contains("*." + name))
        .findFirst();
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
    var name = Path.of(path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT));
    return patterns.isEmpty() || patterns.stream().anyMatch(each -> matches(each, name));
  }

  private static boolean matches(String pattern, Path name) {
    try {
      var glob = "glob:" + pattern.toLowerCase(Locale.ROOT);
      return FileSystems.getDefault().getPathMatcher(glob).matches(name);
    } catch (PatternSyntaxException ignored) {
      return false;
    }
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

  /// Returns how names with an extension end, for reports.
  static String endingOf(String extension) {
    return extension.equals(NO_EXTENSION) || NAMES.contains(extension)
        ? extension
        : "." + extension;
  }
}
