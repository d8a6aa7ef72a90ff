package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup has all that was acknowledged before it began, and is a hub of its own once it is opened. Without BACKUP it is
 * refused, and the directory stays as it is.
 *
 * <p>What is copied again, and what becomes of a backup that fails, is for each engine to test.
 */
public abstract class BackupContract extends EngineSuite {

    @TempDir
    Path parent;

    /** Backs up the hub of this test; false if the engine cannot, which is asserted. */
    private boolean backedUp(Path directory) {
        if (!lacks(Capability.BACKUP)) {
            assertThat(hub().backup(directory)).isNotNegative();
            return true;
        }
        assertUnsupported(Capability.BACKUP, () -> hub().backup(directory));
        assertThat(directory).doesNotExist();
        return false;
    }

    private Hub restored(Path directory) {
        return closing(Hub.open(directory.toString(), HubOptions.defaults()));
    }

    @Test
    void eventsAreInItAsTheyWere() {
        EventStream orders = stream("orders", 3);
        for (int i = 0; i < 30; i++) {
            orders.publish(event("e-" + i).subject("s-" + i % 7).with("n", i).json("{\"n\": " + i + "}"))
                    .await(patience);
        }
        Path directory = parent.resolve("backup");
        if (backedUp(directory)) {
            List<Event> before = orders.read().list();
            List<Event> after = restored(directory).stream("orders").read().list();
            assertThat(after).hasSameSizeAs(before);
            for (int i = 0; i < before.size(); i++) {
                assertThat(after.get(i).getId()).isEqualTo(before.get(i).getId());
                assertThat(after.get(i).position()).isEqualTo(before.get(i).position());
                assertThat(after.get(i).recordedTime()).isEqualTo(before.get(i).recordedTime());
                assertThat(after.get(i).getSubject()).isEqualTo(before.get(i).getSubject());
                assertThat(after.get(i).getExtension("n"))
                        .isEqualTo(before.get(i).getExtension("n"));
                assertThat(after.get(i).text()).isEqualTo(before.get(i).text());
            }
        }
    }

    @Test
    void allThatWasAcknowledgedIsInIt() {
        for (Durability level : levels()) {
            hub().append(Append.to("orders", event("e-" + level)).durability(level))
                    .await(patience);
        }
        Path directory = parent.resolve("backup");
        if (backedUp(directory)) {
            assertThat(ids(restored(directory).stream("orders").read()))
                    .isEqualTo(levels().stream().map(level -> "e-" + level).toList());
        }
    }

    @Test
    void aBackupIsBroughtUpToDate() {
        EventStream orders = stream("orders", 1);
        Path directory = parent.resolve("backup");
        for (int i = 0; i < 5; i++) {
            publish(orders, events("e", i * 10, i * 10 + 10));
            if (!backedUp(directory)) {
                return;
            }
        }
        hub().stream("more").publish(event("a")).await(patience);
        backedUp(directory);
        Hub restored = restored(directory);
        assertThat(ids(restored.stream("orders").read())).isEqualTo(ids(events("e", 0, 50)));
        assertThat(ids(restored.stream("more").read())).containsExactly("a");
    }

    @Test
    void whatIsRestoredAndWhatItCameFromGoOnApart() {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 10));
        Path directory = parent.resolve("backup");
        if (backedUp(directory)) {
            Hub restored = restored(directory);
            restored.stream("orders").publish(event("restored")).await(patience);
            publish(orders, events("e", 10, 12));
            assertThat(ids(restored.stream("orders").read()))
                    .hasSize(11)
                    .startsWith("e-0")
                    .endsWith("restored");
            assertThat(ids(orders.read())).isEqualTo(ids(events("e", 0, 12)));
        }
    }

    @Test
    void durableSubscriptionsGoOnWhereTheyStood() {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 5));
        try (Subscription mail = hub().subscribe("orders").durable("mail").handle(event -> {})) {
            mail.caughtUp().await(patience);
        }
        publish(orders, events("e", 5, 7));
        Path directory = parent.resolve("backup");
        if (backedUp(directory)) {
            List<String> handled = new ArrayList<>();
            try (Subscription mail = restored(directory)
                    .subscribe("orders")
                    .durable("mail")
                    .handle(event -> handled.add(event.getId()))) {
                mail.caughtUp().await(patience);
            }
            assertThat(handled).containsExactly("e-5", "e-6");
        }
    }

    @Test
    void aDirectoryWithAnythingElseIsRefused() throws IOException {
        hub().stream("orders").publish(event("a")).await(patience);
        Path restored = parent.resolve("restored");
        if (!backedUp(restored)) {
            return;
        }
        Path used = Files.createDirectory(parent.resolve("used"));
        Path file = Files.writeString(used.resolve("file"), "text");
        restored(restored).close();
        for (Path directory : List.of(used, file, restored)) {
            assertThatThrownBy(() -> hub().backup(directory))
                    .isInstanceOf(LeatException.Invalid.class)
                    .hasMessageContaining(directory.getFileName().toString());
        }
        assertThat(file).hasContent("text");
    }

    @Test
    void aHubThatIsOnlyReadIsBackedUpBesideItsWriter() {
        hub().stream("orders").publish(event("a")).await(patience);
        if (lacks(Capability.BACKUP) || lacks(Capability.PERSISTENT)) {
            backedUp(parent.resolve("backup"));
            return;
        }
        Path directory = parent.resolve("backup");
        assertThat(open(options -> options.readOnly(true)).backup(directory)).isPositive();
        assertThat(ids(restored(directory).stream("orders").read())).containsExactly("a");
    }
}
