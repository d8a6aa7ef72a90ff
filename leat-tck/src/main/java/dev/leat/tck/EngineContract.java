package dev.leat.tck;

import org.junit.jupiter.api.Nested;

/** All suites: extend this, give a fixture, and the engine is held to the whole contract. */
public abstract class EngineContract {

    /** A fixture on fresh storage; called once for each test. */
    protected abstract EngineFixture fixture() throws Exception;

    @Nested
    class Capabilities extends CapabilitiesContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Streams extends StreamsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class AutoCreate extends AutoCreateContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Publishing extends PublishingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Keys extends KeysContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class AtomicAppends extends AtomicAppendContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Events extends EventContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Reading extends ReadingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class RecordedTime extends RecordedTimeContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Following extends FollowingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class GlobalOrder extends GlobalOrderContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Limits extends LimitsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Durability extends DurabilityContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Persistence extends PersistenceContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Closing extends ClosingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Interrupts extends InterruptsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Fetch extends FetchContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class EngineCalls extends EngineCallsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Cursors extends CursorsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Filtering extends FilteringContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Subscribing extends SubscribingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Sharing extends SharingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Failures extends FailuresContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Changes extends ChangesContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Leaving extends LeavingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Appending extends AppendingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class RandomSubscribers extends RandomSubscribersContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Backups extends BackupContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Retention extends RetentionContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Overtaking extends OvertakingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Compaction extends CompactionContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Conditions extends ConditionsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class ConditionStreams extends ConditionStreamsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class ConcurrentConditions extends ConcurrentConditionsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Dedupe extends DedupeContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class SubjectReads extends SubjectReadsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }
}
