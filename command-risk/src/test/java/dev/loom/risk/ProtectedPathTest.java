package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        ".env",
        "a/../.ENV",
        "%2eenv",
        "\uff0eenv",
        "file:///w/.env",
        ".git/hooks/pre-commit",
        "deploy/id_rsa",
        "my-secrets.yaml",
        "tls.key",
        "/etc/passwd",
        "C:\\Windows\\x",
        ".github/workflows/ci.yml"
      })
  void secretsAndFilesThatChangeLaterCommandsAreProtected(String path) {
    assertTrue(ProtectedPath.isProtected(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "src/Main.java",
        ".gitignore",
        ".env.example",
        "/tmp/x",
        "/dev/null",
        "docs/env.md"
      })
  void otherFilesAreNot(String path) {
    assertFalse(ProtectedPath.isProtected(path));
  }

  @Test
  void aPathThatIsTooLongToBeNormalizedIsProtected() {
    assertFalse(ProtectedPath.isProtected("a".repeat(4096)));
    assertTrue(ProtectedPath.isProtected("a".repeat(4097)));
  }

  @ParameterizedTest
  @ValueSource(strings = {".e*", ".[e]nv", "x/.s??", "id_*", "loom.t?ml", "sec*.yml"})
  void aGlobThatMayMatchAProtectedNameIsRecognized(String pattern) {
    assertTrue(ProtectedPath.globMatchesProtected(pattern));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*.txt", "src/*.java", "build/**/x"})
  void anOrdinaryGlobIsNot(String pattern) {
    assertFalse(ProtectedPath.globMatchesProtected(pattern));
  }

  @Test
  void globsMatchWholeNames() {
    assertTrue(ProtectedPath.matchesGlob("a*c?", "abbcd"));
    assertTrue(ProtectedPath.matchesGlob("[xyz]b", "ab"));
    assertFalse(ProtectedPath.matchesGlob("a*c", "abcd"));
    assertFalse(ProtectedPath.matchesGlob("?", ""));
  }
}
