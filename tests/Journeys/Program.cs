System.Console.WriteLine("journeys");
