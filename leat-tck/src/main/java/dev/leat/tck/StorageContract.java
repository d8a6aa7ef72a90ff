package dev.leat.tck;

import org.junit.jupiter.api.Nested;

/** What an engine stores and gives back: one half of {@link EngineContract}, to be run beside the other one. */
public abstract class StorageContract {

    /** A fixture on fresh storage; called once for each test. */
    protected abstract EngineFixture fixture() throws Exception;

    @Nested
    class Capabilities extends CapabilitiesContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Streams extends StreamsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class AutoCreate extends AutoCreateContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Publishing extends PublishingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Keys extends KeysContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class AtomicAppends extends AtomicAppendContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Events extends EventContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Reading extends ReadingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class RecordedTime extends RecordedTimeContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Following extends FollowingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class GlobalOrder extends GlobalOrderContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Limits extends LimitsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Durability extends DurabilityContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Persistence extends PersistenceContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Closing extends ClosingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Interrupts extends InterruptsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Fetch extends FetchContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class EngineCalls extends EngineCallsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Cursors extends CursorsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Filtering extends FilteringContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Backups extends BackupContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Retention extends RetentionContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Compaction extends CompactionContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Conditions extends ConditionsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class ConditionStreams extends ConditionStreamsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class ConcurrentConditions extends ConcurrentConditionsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class Dedupe extends DedupeContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class SubjectReads extends SubjectReadsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }

    @Nested
    class GuardedStreams extends GuardedStreamsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return StorageContract.this.fixture();
        }
    }
}
