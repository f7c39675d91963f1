"""What machines do later: the queue, its worker, retries. Takes: jobs put there in the writer's transaction. Gives: their effects, once."""
