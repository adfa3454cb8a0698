package dev.loom.engine.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.loom.bus.json.Json;
import dev.loom.contracts.config.LoomConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SecretsTest {
  private final Secrets secrets =
      new Secrets(List.of("pass word/1", "abc", "line one of it\nline two of it", "1234567"));

  @Test
  void secretsAreRedactedInPlainUrlAndBase64Form() {
    assertEquals("a [secret] b", secrets.redact("a pass word/1 b"));
    assertEquals("?k=[secret]", secrets.redact("?k=pass+word%2F1"));
    assertEquals("Basic [secret]", secrets.redact("Basic cGFzcyB3b3JkLzE="));
    assertEquals("> [secret]", secrets.redact("> line two of it"));
    assertEquals("abc", secrets.redact("abc"), "too short to be distinguished from a word");
    assertFalse(secrets.toString().contains("pass"));
  }

  @Test
  void aTreeIsRedactedIncludingNamesAndNumbers() {
    var tree = Json.parse("{\"pass word/1\":[\"x pass word/1\",1234567,true,null],\"n\":5}");
    assertEquals(
        "{\"[secret]\":[\"x [secret]\",\"[secret]\",true,null],\"n\":5}",
        secrets.redact(tree).toString());
  }

  @Test
  void withoutSecretsATreeIsUnchanged() {
    var tree = Json.parse("{\"a\":1}");
    assertSame(tree, new Secrets(List.of()).redact(tree));
  }

  @Test
  void variablesWhoseNamesIndicateASecretAreCollected() {
    var secrets =
        Secrets.from(
            LoomConfig.defaults(),
            Map.of(
                "GITHUB_TOKEN", "hunter-one", "db_password", "hunter-two", "EDITOR", "emacs-nox"));
    assertEquals("[secret] [secret] emacs-nox", secrets.redact("hunter-one hunter-two emacs-nox"));
  }
}
