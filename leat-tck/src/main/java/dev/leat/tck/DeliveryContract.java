package dev.leat.tck;

import org.junit.jupiter.api.Nested;

/** What becomes of subscriptions on an engine: one half of {@link EngineContract}, to be run beside the other one. */
public abstract class DeliveryContract {

    /** A fixture on fresh storage; called once for each test. */
    protected abstract EngineFixture fixture() throws Exception;

    @Nested
    class Subscribing extends SubscribingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return DeliveryContract.this.fixture();
        }
    }

    @Nested
    class Sharing extends SharingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return DeliveryContract.this.fixture();
        }
    }

    @Nested
    class Failures extends FailuresContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return DeliveryContract.this.fixture();
        }
    }

    @Nested
    class Changes extends ChangesContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return DeliveryContract.this.fixture();
        }
    }

    @Nested
    class Leaving extends LeavingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return DeliveryContract.this.fixture();
        }
    }

    @Nested
    class Appending extends AppendingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return DeliveryContract.this.fixture();
        }
    }

    @Nested
    class RandomSubscribers extends RandomSubscribersContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return DeliveryContract.this.fixture();
        }
    }

    @Nested
    class Overtaking extends OvertakingContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return DeliveryContract.this.fixture();
        }
    }

    @Nested
    class Memberships extends MembershipContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return DeliveryContract.this.fixture();
        }
    }

    @Nested
    class Groups extends GroupsContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return DeliveryContract.this.fixture();
        }
    }

    @Nested
    class GroupChanges extends GroupChangesContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return DeliveryContract.this.fixture();
        }
    }
}
