package dev.loom.bus.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.task.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class SecretsTest {
  private final Secrets secrets =
      new Secrets(List.of("pass word/1", "abcdefg", "line one of it\nline two of it", "12345678"));

  @Test
  void secretsAreRedactedInPlainUrlAndBase64Form() {
    assertEquals("a [secret] b", secrets.redact("a pass word/1 b"));
    assertEquals("?k=[secret]", secrets.redact("?k=pass+word%2F1"));
    assertEquals("Basic [secret]", secrets.redact("Basic cGFzcyB3b3JkLzE="));
    assertEquals("> [secret]", secrets.redact("> line two of it"));
    assertEquals("abcdefg", secrets.redact("abcdefg"), "too short to be distinguished from a word");
    assertFalse(secrets.toString().contains("pass"));
  }

  @Test
  void aTreeIsRedactedIncludingNamesAndNumbers() {
    var tree = Json.parse("{\"pass word/1\":[\"x pass word/1\",12345678,true,null],\"n\":5}");
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
                "GITHUB_TOKEN", "hunter-one", "db_password", "hunter-two", "EDITOR", "emacs-nox"),
            TOKEN);
    assertEquals("[secret] [secret] emacs-nox", secrets.redact("hunter-one hunter-two emacs-nox"));
  }

  @Test
  void theTokenOfTheHomeIsCollected() {
    var secrets = Secrets.from(LoomConfig.defaults(), Map.of(), TOKEN);
    assertEquals("Bearer [secret]", secrets.redact("Bearer " + "t".repeat(43)));
  }

  private static final AccessToken TOKEN = AccessToken.parse("t".repeat(43));
  private static final String URL = "http://localhost:8080/my-token";
  private static final String KEY = "sk-canary-literal-1313xyz";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-canary-literal-1313xyz",
        "sk-canary-lit eral-1313xyz",
        "sk-canary-\n  literal-1313xyz",
        "736b2d63616e6172792d6c69746572616c2d3133313378797a",
        "c2stY2FuYXJ5LWxpdGVyYWwtMTMxM3h5eg==",
        "c2stY2FuYXJ5LWxpdGVy\nYWwtMTMxM3h5eg"
      })
  void aKeyIsRedactedAlsoIfSplitOrEncoded(String form) {
    var redacted = new Secrets(List.of(KEY)).redact("a " + form + " b");
    assertTrue(redacted.startsWith("a [secret]") && redacted.endsWith(" b"), redacted);
    assertTrue(redacted.length() < 20, redacted);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void aKeyWithinABase64TextIsRedacted(int before) {
    var text = "x".repeat(before) + KEY + "yz";
    for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      var encoded = encoder.encodeToString(text.getBytes(StandardCharsets.UTF_8));
      var redacted = new Secrets(List.of(KEY)).redact(encoded);
      assertTrue(redacted.contains("[secret]"), redacted);
      assertTrue(redacted.length() < 8 + encoded.length() - KEY.length(), redacted);
    }
  }

  /// Two calls may each show a part.
  @Test
  void ofAKeyThatIsCutInTwoAtMostHalfIsShown() {
    var secrets = new Secrets(List.of(KEY));
    for (var cut = 1; cut < KEY.length(); cut++) {
      var pieces = List.of(KEY.substring(0, cut), KEY.substring(cut));
      var shown = pieces.stream().map(secrets::redact).filter(piece -> !piece.isEmpty()).toList();
      assertTrue(shown.toString().contains("[secret]"), shown.toString());
      var left = String.join("", shown).replace("[secret]", "");
      assertTrue(left.length() <= Math.ceilDiv(KEY.length(), 2), left);
    }
    assertEquals("http://localhost", new Secrets(List.of(URL)).redact("http://localhost"));
  }

  @Test
  void aShortSecretIsRedactedAsAWholeOnly() {
    var secrets = new Secrets(List.of("passwords"));
    assertEquals("[secret] pass words", secrets.redact("passwords pass words"));
  }

  /// However a text is cut into pieces, no piece and no join of pieces shows the key.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "key: sk-canary-literal-1313xyz, again sk-canary-literal-1313xyz",
        "sk-sk-canary-literal-1313xyzsk-",
        "s k - sk-canary-li teral-1313xyz s",
      })
  void aKeyIsRedactedAlsoIfItArrivesInPieces(String text) {
    var secrets = new Secrets(List.of(KEY, KEY + "-longer", "canary-literal"));
    for (var size = 1; size <= text.length(); size++) {
      var stream = secrets.stream();
      var shown = new StringBuilder();
      for (var from = 0; from < text.length(); from += size) {
        shown.append(stream.next(text.substring(from, Math.min(text.length(), from + size))));
      }
      shown.append(stream.end());
      assertEquals(secrets.redact(text), shown.toString(), "pieces of " + size);
    }
  }

  @Test
  void textWithoutTheBeginningOfASecretIsNotHeld() {
    var stream = new Secrets(List.of(KEY)).stream();
    assertEquals("Hello wor", stream.next("Hello wor"));
    assertEquals("ld; a", stream.next("ld; as"));
    assertEquals("sk me", stream.next("k me"));
    assertEquals("", stream.end());
  }

  @Test
  void passwordsInUrlsOfTheEnvironmentAreCollectedAndFilesAreNot() {
    var secrets =
        Secrets.from(
            LoomConfig.defaults(),
            Map.of(
                "https_proxy",
                "http://me:hunter%2Dthree@proxy:8080",
                "SSH_KEY_FILE",
                "/home/me/.ssh/id_rsa"),
            TOKEN);
    assertEquals(
        "http://me:[secret]@proxy [secret] /home/me/.ssh/id_rsa",
        secrets.redact("http://me:hunter%2Dthree@proxy hunter-three /home/me/.ssh/id_rsa"));
  }

  @Test
  void anEventIsRedactedButAWorkspaceIsNot() {
    var secrets = new Secrets(List.of("hunter-one"));
    var event =
        new TaskEvent.TaskSubmitted(TaskSpec.create("use hunter-one", "/projects/hunter-one"));
    assertEquals(
        new TaskEvent.TaskSubmitted(TaskSpec.create("use [secret]", "/projects/hunter-one")),
        secrets.redact(event));
    var other = new TaskEvent.TaskPaused("hunter");
    assertSame(other, secrets.redact(other));
  }
}
