package dev.loom.risk;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Recognizes system files, files that hold secrets, and files that change what later commands run.
final class ProtectedPath {
  private static final int PATH_CHARS_MAX = 4096;
  private static final Pattern TRAILING_DOTS = Pattern.compile("(?<![. ])[. ]++$");

  /// Not a device, but a connection of bash to the machine itself.
  private static final Pattern OWN_MACHINE =
      Pattern.compile("/dev/(tcp|udp)/(127\\.0\\.0\\.1|localhost|::1)/\\d{1,5}");

  private ProtectedPath() {}

  /// @return whether writing to the path needs approval
  static boolean isProtected(String path) {
    if (path.length() > PATH_CHARS_MAX || path.isEmpty()) {
      return path.length() > PATH_CHARS_MAX;
    }
    var normalized = normalize(path);
    return hasProtectedName(normalized) || isSystemPath(normalized);
  }

  /// @return whether a glob pattern may match protected names
  static boolean globMatchesProtected(String pattern) {
    if (pattern.equals("*")) {
      return false;
    }
    return Stream.of(normalize(pattern).split("/"))
        .filter(segment -> segment.matches("(?s).*[*?\\[].*") && !segment.matches("\\*+"))
        .anyMatch(ProtectedPath::globMatchesProtectedName);
  }

  private static boolean globMatchesProtectedName(String segment) {
    return segment.startsWith(".")
        || segment.indexOf('{') >= 0
        || RuleTable.words("glob-samples").stream().anyMatch(name -> matchesGlob(segment, name));
  }

  /// Normalizes case, look-alike characters, URL escapes, dots and slashes.
  private static String normalize(String path) {
    if (path.chars().allMatch(c -> c >= 'a' && c <= 'z' || c == '-' || c == '_')) {
      return path;
    }
    var text = Normalizer.normalize(path, Normalizer.Form.NFKC);
    if (text.indexOf('%') >= 0) {
      text = decodeUrlEscapes(text);
    }
    text = text.toLowerCase(Locale.ROOT).replace('\\', '/').replace("::$data", "");
    text = Normalizer.normalize(text, Normalizer.Form.NFKC);
    if (text.startsWith("file:")) {
      text = text.substring("file:".length()).replaceFirst("^/+(localhost/)?", "/");
    }
    return collapseSegments(text.replaceAll("[\\p{Cc}\\p{Cf}]", "").strip());
  }

  private static String decodeUrlEscapes(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException ignored) {
      return text;
    }
  }

  static String collapseSegments(String path) {
    var segments = new ArrayDeque<String>();
    for (var part : path.split("/")) {
      var segment = part.strip();
      if (segment.equals("..")) {
        if (!segments.isEmpty() && !segments.getLast().equals("..")) {
          segments.removeLast();
        } else {
          segments.add(segment);
        }
        continue;
      }
      var name = TRAILING_DOTS.matcher(segment).replaceFirst("");
      if (!name.isEmpty()) {
        segments.add(name);
      }
    }
    return (path.startsWith("/") ? "/" : "") + String.join("/", segments);
  }

  static boolean hasProtectedName(String path) {
    var names = RuleTable.words("protected-names");
    var before = "";
    for (var segment : path.split("/")) {
      if (names.contains(segment)
          || names.contains(before + "/" + segment)
          || RuleTable.words("protected-words").stream().anyMatch(segment::contains)
          || segment.startsWith("secret.")
          || isEnvironmentFile(segment)
          || RuleTable.words("protected-endings").stream().anyMatch(segment::endsWith)) {
        return true;
      }
      before = segment;
    }
    return false;
  }

  /// Returns whether the name is an `.env` file; templates such as `.env.example` are not.
  private static boolean isEnvironmentFile(String segment) {
    return segment.equals(".env")
        || segment.startsWith(".env.")
            && !RuleTable.words("template-extensions")
                .contains(segment.substring(".env.".length()));
  }

  private static boolean isSystemPath(String path) {
    return !RuleTable.words("harmless-devices").contains(path)
        && !OWN_MACHINE.matcher(path).matches()
        && (path.equals("/")
            || RuleTable.words("system-directories").stream()
                .anyMatch(root -> path.equals(root) || path.startsWith(root + "/")));
  }

  /// Matches a name against a glob pattern; a bracket expression matches any character.
  static boolean matchesGlob(String pattern, String name) {
    var matching = new boolean[name.length() + 1];
    matching[0] = true;
    for (int p = 0; p < pattern.length(); p++) {
      var next = new boolean[name.length() + 1];
      char c = pattern.charAt(p);
      if (c == '[' && pattern.indexOf(']', p) > p) {
        p = pattern.indexOf(']', p);
        c = '?';
      }
      for (int n = 0; n <= name.length(); n++) {
        next[n] =
            c == '*'
                ? matching[n] || n > 0 && next[n - 1]
                : n > 0 && matching[n - 1] && (c == '?' || c == name.charAt(n - 1));
      }
      matching = next;
    }
    return matching[name.length()];
  }
}
