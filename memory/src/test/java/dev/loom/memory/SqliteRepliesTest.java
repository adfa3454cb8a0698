package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.AT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.Addresses;
import dev.loom.contracts.journal.FindReply;
import dev.loom.contracts.journal.SaveReply;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteRepliesTest {
  @TempDir Path directory;
  private MemoryFixture memory;

  @BeforeEach
  void open() {
    memory = new MemoryFixture(directory);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private SaveReply save(String key, String body, Instant at) throws InterruptedException {
    var reply = new SaveReply(key, "hash", body, at);
    memory.bus.request(Addresses.REPLY_SAVE, reply);
    return reply;
  }

  private Optional<SaveReply> find(String key) throws InterruptedException {
    return memory.bus.request(Addresses.REPLY_FIND, new FindReply(key)).reply();
  }

  @Test
  void aReplyIsFoundAfterARestart() throws Exception {
    var now = Instant.parse("2100-01-01T00:00:00Z");
    var reply = save("k ö \"'", "{\"ü\": \"\\n\"}", now);
    memory.reopen();
    assertEquals(Optional.of(reply), find("k ö \"'"));
    assertEquals(Optional.empty(), find("other"));
    assertEquals(Optional.of(save("k ö \"'", "later", now)), find("k ö \"'"));
  }

  @Test
  void anOldReplyIsDeletedByTheNextOneAndAtTheStart() throws Exception {
    save("first", "1", AT);
    save("second", "2", AT.plus(SqliteReplies.AGE_MAX));
    assertEquals("1", find("first").orElseThrow().body());
    save("third", "3", AT.plus(SqliteReplies.AGE_MAX).plusSeconds(1));
    assertEquals(Optional.empty(), find("first"));
    assertEquals("2", find("second").orElseThrow().body());
    memory.reopen();
    assertEquals(0, memory.number("SELECT count(*) FROM reply WHERE at < 0"));
  }

  @Test
  void onlyTheNewestAreKept() throws Exception {
    save("first", "1", AT);
    save("second", "2", AT);
    MemoryFixture.execute(
        memory.file, "UPDATE sqlite_sequence SET seq = 10000 WHERE name = 'reply'");
    save("third", "3", AT);
    assertEquals(Optional.empty(), find("first"));
    assertEquals("2", find("second").orElseThrow().body());
    assertEquals("3", find("third").orElseThrow().body());
  }
}
