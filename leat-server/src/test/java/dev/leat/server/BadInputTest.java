package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Hub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every wrong call ends with its exit code and one line that says what to do. */
class BadInputTest {

    @TempDir
    Path hub;

    private Cli leat;

    @BeforeEach
    void publish() {
        leat = Cli.on(hub);
        leat.withInput(Cli.event("1", "a"), "publish", "orders", "-");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    read order                          | 3 | there is no stream 'order'; did you mean orders?
                    read a/b                            | 2 | stream: 'a/b' is not a name
                    read orders --from 0:9              | 2 | position: 0:9 is not in stream 'orders' yet
                    read orders --from 7:0              | 2 | position: 7:0 names a partition
                    read orders --from yesterday        | 2 | start: 'yesterday' is none of
                    read orders --limit -1              | 2 | limit: -1 is negative
                    read orders --limit some            | 2 | Invalid value for option '--limit'
                    read orders --folow                 | 2 | Unknown option: '--folow'
                    read                                | 2 | Missing required parameter: 'STREAM'
                    red                                 | 2 | Unmatched argument at index 0: 'red'
                    publish orders nowhere.jsonl        | 3 | there is no file nowhere.jsonl
                    publish orders .                    | 2 | FILE: '.' is a directory
                    publish orders --type t             | 2 | an event needs --type and --source
                    publish orders --type t --source /s --data {x | 2 | --data: '{x' is not JSON
                    publish orders --type t --source :  | 2 | source: ':' is not a URI reference
                    publish orders x.json --type t      | 2 | give either FILE or the options of one event
                    publish .. --type t --source /s     | 2 | stream: '..' is not a name
                    publish _leat.x --type t --source /s | 2 | which is reserved
                    stream create a --partitions 0      | 2 | partitions: 0 is not within 1 to 1000
                    stream create a --partitions many   | 2 | Invalid value for option '--partitions'
                    stream create a --retain 7          | 2 | --retain: '7' is not a duration
                    stream create a --retain 0s         | 2 | retain: 0s is not longer than nothing
                    stream create a --retain-bytes 1XB  | 2 | --retain-bytes: '1XB' is not a number of bytes
                    stream create a --retain-bytes 99999999999GiB | 2 | is not a number of bytes
                    stream alter orders                 | 2 | say what to change
                    stream alter nothing --retain 1d    | 3 | there is no stream 'nothing'
                    stream create a --compact=soon      | 2 | --compact: 'soon' is not a duration
                    stream create a --dedupe 0s         | 2 | dedupe: 0s is not longer than nothing
                    stream create a --dedupe            | 2 | Missing required parameter for option '--dedupe'
                    publish orders --if-none type='x'   | 2 | go with the options of one event
                    publish orders --type t --source /s --if-none type= | 2 | found the end (column 6)
                    publish orders --type t --source /s --since 9 | 2 | position: '9' is not partition:offset
                    backup                              | 2 | Missing required parameter: 'DIR'
                    compact                             | 2 | Missing required option: '--now'
                    export order                        | 3 | there is no stream 'order'; did you mean orders?
                    export -o .                         | 2 | FILE: '.' is a directory
                    export -o no/such/file              | 3 | there is no directory for the file no/such/file
                    import nowhere.jsonl                | 3 | there is no file nowhere.jsonl
                    import .                            | 2 | FILE: '.' is a directory
                    import                              | 2 | line 1: the file ends here
                    stream delete nothing               | 3 | there is no stream 'nothing'
                    stream describe nothing             | 3 | there is no stream 'nothing'
                    read orders --where 'a'             | 2 | where: this gives a string, but a filter true or false
                    read orders --where type=           | 2 | found the end (column 6)
                    subscribe order                     | 3 | there is no stream 'order'; did you mean orders?
                    subscribe a/b                       | 2 | stream: 'a/b' is not a name
                    subscribe orders --where type=      | 2 | found the end (column 6)
                    subscribe orders --name a/b         | 2 | durable: 'a/b' is not a name
                    subscribe orders --from 0:9         | 2 | position: 0:9 is not in stream 'orders' yet
                    subscribe orders --name n --from 0:9 | 2 | position: 0:9 is not in stream 'orders' yet
                    subscribe orders --from yesterday   | 2 | start: 'yesterday' is none of
                    subscribe orders --concurrency 0    | 2 | concurrency: 0 is not within 1 to 1000
                    subscribe orders --retry 0          | 2 | retry: 0 attempts are none
                    subscribe orders --limit 0          | 2 | --limit: 0 is none; give 1 or more
                    subscribe orders --timeout 5s       | 2 | --timeout: 5s goes with --exec or --jsonl only
                    subscribe orders --exec x --timeout 5 | 2 | --timeout: '5' is not a duration
                    subscribe orders --on-dead set-aside | 2 | --on-dead: set-aside goes with --name only
                    subscribe orders --on-dead burn     | 2 | --on-dead: 'burn' is neither set-aside nor stop
                    subscription describe nobody        | 3 | there is no subscription 'nobody'; there is none
                    subscription pause nobody           | 3 | there is no subscription 'nobody'
                    subscription seek nobody --to latest | 3 | there is no subscription 'nobody'
                    subscription seek nobody            | 2 | Missing required option: '--to=START'
                    subscription seek nobody --to later | 2 | start: 'later' is none of
                    subscription filter nobody --where x= | 2 | found the end (column 3)
                    subscription delete nobody          | 3 | there is no subscription 'nobody'
                    dead list                           | 2 | Missing required option: '--subscription=NAME'
                    dead list --subscription nobody     | 3 | there is no subscription 'nobody'
                    dead drop --subscription nobody     | 3 | there is no subscription 'nobody'
                    dead replay --subscription nobody --where ( | 2 | found the end (column 2)
                    verify --hub kafka://x              | 2 | hub: 'kafka://x' is not a directory
                    read orders --hub nats://x          | 2 | which no engine on the class path opens
                    read orders --hub kafka://x         | 2 | port
                    """)
    void isNamed(String command, int code, String problem) {
        Cli.Result result = leat.run(command.split(" "));

        assertThat(result.err()).contains(problem).doesNotContain("\tat ");
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void readingCreatesNoHub() {
        Path none = hub.resolve("none");

        for (String command : new String[] {
            "read orders",
            "stream list",
            "stream describe orders",
            "subscribe orders --name n",
            "subscription list",
            "subscription pause n",
            "dead drop --subscription n",
            "verify"
        }) {
            Cli.Result result = Cli.on(none).run(command.split(" "));
            assertThat(result.code()).as(command).isEqualTo(3);
            assertThat(result.err()).contains(none.toString());
        }
        assertThat(none).doesNotExist();
    }

    @Test
    void aDirectoryInUseIsNamedWithTheWayOut() {
        try (Hub open = Hub.open(hub.toString())) {
            Cli.Result result = leat.run("publish", "orders", "--type", "t", "--source", "/s");

            assertThat(result.code()).isEqualTo(5);
            assertThat(result.err())
                    .contains(hub.toString())
                    .contains("in use by another process")
                    .contains("wait");
            assertThat(open.stream("orders").read().count()).isEqualTo(1);
        }
    }

    @Test
    void aNewerFormatIsNamed() throws IOException {
        Path manifest = hub.resolve("MANIFEST");
        String lines = Files.readString(manifest).replaceFirst("leat-log [0-9]+", "leat-log 9");
        lines = lines.substring(0, lines.indexOf("crc "));
        CRC32C checksum = new CRC32C();
        checksum.update(lines.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(manifest, lines + "crc %08x%n".formatted(checksum.getValue()));

        for (String command : new String[] {"read orders", "publish orders --type t --source /s", "verify"}) {
            Cli.Result result = leat.run(command.split(" "));
            assertThat(result.code()).as(command).isEqualTo(2);
            assertThat(result.err()).contains("format version 9").contains("use a newer Leat");
        }
    }

    @Test
    void aDamagedManifestIsNamed() throws IOException {
        Path manifest = hub.resolve("MANIFEST");
        Files.writeString(manifest, Files.readString(manifest).replace("epoch 1", "epoch 7"));

        assertThat(leat.run("read", "orders").code()).isEqualTo(6);
        assertThat(leat.run("verify").err()).contains("MANIFEST").contains("checksum");
    }

    @Test
    void aFileInPlaceOfAHubIsNamed() throws IOException {
        Path file = Files.createFile(hub.resolve("file"));

        assertThat(Cli.on(file)
                        .run("publish", "orders", "--type", "t", "--source", "/s")
                        .err())
                .contains("is a file, not a directory");
        assertThat(Cli.on(file).run("read", "orders").code()).isEqualTo(3);
    }

    @Test
    void noCommandShowsTheHelp() {
        assertThat(leat.run().code()).isEqualTo(2);
        assertThat(leat.run().err()).contains("Usage: leat").contains("Exit codes:");
        assertThat(leat.run("stream").err()).contains("Usage: leat stream");
    }
}
