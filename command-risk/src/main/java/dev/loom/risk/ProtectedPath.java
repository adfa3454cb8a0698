package dev.loom.risk;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Recognizes system files, files that hold secrets, and files that change what later commands run.
final class ProtectedPath {
  private static final int PATH_CHARS_MAX = 4096;

  /// Names of files and directories; everything in such a directory is protected.
  private static final Set<String> NAMES =
      Set.of(
          ".ssh",
          ".gnupg",
          ".aws",
          ".azure",
          ".kube",
          ".docker",
          ".gcloud",
          "gcloud",
          ".loom",
          ".git",
          ".husky",
          ".vscode",
          ".claude",
          ".cursor",
          ".circleci",
          ".netrc",
          "_netrc",
          ".npmrc",
          ".pypirc",
          ".yarnrc",
          ".yarnrc.yml",
          ".pgpass",
          ".my.cnf",
          ".git-credentials",
          ".gitconfig",
          ".gitmodules",
          ".envrc",
          ".bashrc",
          ".bash_profile",
          ".bash_login",
          ".bash_logout",
          ".bash_aliases",
          ".profile",
          ".zshrc",
          ".zshenv",
          ".zprofile",
          ".zlogin",
          ".zlogout",
          ".kshrc",
          ".cshrc",
          ".tcshrc",
          ".login",
          ".inputrc",
          ".vimrc",
          ".exrc",
          ".emacs",
          ".xinitrc",
          ".xprofile",
          ".xsessionrc",
          ".rhosts",
          ".shosts",
          ".htpasswd",
          ".pam_environment",
          ".mcp.json",
          ".gitlab-ci.yml",
          ".condarc",
          ".curlrc",
          ".wgetrc",
          ".boto",
          ".s3cfg",
          ".terraformrc",
          ".vault-token",
          ".password-store",
          "authorized_keys",
          "known_hosts",
          "id_rsa",
          "id_dsa",
          "id_ecdsa",
          "id_ed25519",
          "loom.toml",
          "crontab",
          "sudoers",
          "shadow",
          "keychain",
          "autostart",
          "launchagents",
          "launchdaemons",
          ".dbus",
          ".config/fish",
          ".config/gh",
          ".config/git",
          ".config/systemd",
          ".github/workflows",
          ".github/actions",
          ".m2/settings.xml",
          ".m2/settings-security.xml",
          ".gradle/gradle.properties",
          ".cargo/config.toml",
          ".cargo/config",
          ".cargo/credentials.toml",
          ".local/bin",
          ".gem/credentials",
          ".local/share/keyrings");

  private static final List<String> ENDINGS =
      List.of(".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".env");

  private static final Set<String> TEMPLATE_EXTENSIONS =
      Set.of("example", "sample", "template", "dist");

  private static final List<String> SYSTEM_DIRECTORIES =
      List.of(
          "/etc",
          "/usr",
          "/bin",
          "/sbin",
          "/lib",
          "/lib64",
          "/boot",
          "/dev",
          "/proc",
          "/sys",
          "/var",
          "/root",
          "/run",
          "/system",
          "/library",
          "/applications",
          "c:/windows",
          "c:/program files");

  private static final Set<String> HARMLESS_DEVICES =
      Set.of("/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/fd/1", "/dev/fd/2");

  /// Names that a glob pattern is tested against.
  private static final List<String> GLOB_SAMPLES =
      List.of(
          ".env",
          ".env.local",
          ".ssh",
          ".git",
          ".gnupg",
          ".aws",
          ".loom",
          ".npmrc",
          ".netrc",
          ".bashrc",
          ".profile",
          "id_rsa",
          "id_ed25519",
          "authorized_keys",
          "loom.toml",
          "secrets.yml",
          "credentials.json",
          "server.pem");

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
    for (var segment : normalize(pattern).split("/")) {
      if (segment.matches("\\*+")) {
        continue;
      }
      if (segment.indexOf('*') >= 0 || segment.indexOf('?') >= 0 || segment.indexOf('[') >= 0) {
        if (segment.startsWith(".")
            || segment.indexOf('{') >= 0
            || GLOB_SAMPLES.stream()
                .anyMatch(name -> !name.startsWith(".") && matchesGlob(segment, name))) {
          return true;
        }
      }
    }
    return false;
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
    var visible = new StringBuilder();
    text.codePoints().filter(ProtectedPath::isVisible).forEach(visible::appendCodePoint);
    return collapseSegments(visible.toString().strip());
  }

  private static boolean isVisible(int c) {
    return !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
  }

  private static String decodeUrlEscapes(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException ignored) {
      return text;
    }
  }

  private static String collapseSegments(String path) {
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
      int end = segment.length();
      while (end > 0 && (segment.charAt(end - 1) == '.' || segment.charAt(end - 1) == ' ')) {
        end--;
      }
      if (end > 0) {
        segments.add(segment.substring(0, end));
      }
    }
    return (path.startsWith("/") ? "/" : "") + String.join("/", segments);
  }

  private static boolean hasProtectedName(String path) {
    var before = "";
    for (var segment : path.split("/")) {
      if (NAMES.contains(segment)
          || NAMES.contains(before + "/" + segment)
          || segment.contains("credentials")
          || segment.contains("secrets")
          || segment.startsWith("secret.")
          || isEnvironmentFile(segment)
          || ENDINGS.stream().anyMatch(segment::endsWith)) {
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
            && !TEMPLATE_EXTENSIONS.contains(segment.substring(".env.".length()));
  }

  private static boolean isSystemPath(String path) {
    return !HARMLESS_DEVICES.contains(path)
        && (path.equals("/")
            || SYSTEM_DIRECTORIES.stream()
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
